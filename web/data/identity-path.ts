import 'server-only';
import { getLocale, getTranslations } from 'next-intl/server';
import { explainPair } from '../../models/identity/explain/explain.ts';
import { getFormats } from '../i18n/get-formats.ts';
import type { Naming } from '../words/naming.ts';
import { whyJoined } from '../words/why-joined.ts';
import { authorise } from './authorise.ts';
import { recordText } from './identity-decisions.ts';
import { subjectOfNode } from './identity-graph.ts';
import { NotComputed } from './not-computed.ts';
import { onWarehouse } from './warehouse.ts';
import { currentWorkspace } from './workspace.ts';

/** Records of a long path that are named at each end. */
const mostSteps = 6;

/** Why two nodes of a person's graph belong together, in sentences. */
export async function pathBetween(weftId: string, from: string, to: string): Promise<string[]> {
  const actor = await authorise('read');
  const [{ workspace, zone }, format, language, words] = await Promise.all([
    currentWorkspace(),
    getFormats(),
    getLocale(),
    getTranslations('identity'),
  ]);
  const [one, other] = [await subjectOfNode(weftId, from), await subjectOfNode(weftId, to)];
  if (one === null || other === null) {
    throw new NotComputed('node');
  }
  const personal = actor.permissions.has('personal.read');
  const naming: Naming = {
    record: (record) => recordText(workspace, record, personal),
    value: (type, value) => (personal ? value : words('sameValue', { type })),
    note: (text) => (personal ? text : null),
    time: (iso) => format.time(iso, zone),
  };
  return onWarehouse(async (connection) => {
    const explained = await explainPair(
      connection,
      workspace,
      { from: one.text, to: other.text },
      { most: mostSteps },
    );
    return whyJoined(explained, naming, language);
  });
}
