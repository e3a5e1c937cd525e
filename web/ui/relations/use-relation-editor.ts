'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { Entity } from '../../../models/workspace/kinds/entity.ts';
import type { Source } from '../../../models/workspace/kinds/source.ts';
import type { Problem as Finding } from '../../../models/workspace/problem.ts';
import { checkRelation } from '../../data/actions/check-relation.ts';
import type { RelationEditing } from '../../data/relation-editing.ts';
import { type ResourceEditor, useResourceEditor } from '../editor/use-resource-editor.ts';
import type { Problem } from '../problem.ts';

export interface RelationEditor<R> extends ResourceEditor<R> {
  /** What the check before the save found, in the warehouse too. */
  found: Finding[];
  unchecked: Problem | null;
  checking: boolean;
  publish: () => Promise<void>;
}

/** The editor of a source or an entity: it is held against its table before it is saved. */
export function useRelationEditor<R extends Source | Entity>(
  kind: R['kind'],
  editing: RelationEditing<R>,
  pageOf: (slug: string) => string,
): RelationEditor<R> {
  const router = useRouter();
  const [found, setFound] = useState<Finding[]>([]);
  const [unchecked, setUnchecked] = useState<Problem | null>(null);
  const [checking, setChecking] = useState(false);
  const editor = useResourceEditor<R>({
    kind,
    slug: editing.draftSlug,
    inForce: editing.inForce,
    state: editing.state,
    draft: editing.draft,
    onSaved: (slug) => router.push(pageOf(slug)),
  });

  const publish = async () => {
    setChecking(true);
    setFound([]);
    setUnchecked(null);
    const checked = await checkRelation({ kind, slug: editor.spec.slug, spec: editor.spec }).catch(
      () => null,
    );
    setChecking(false);
    if (checked?.state === 'failed') return setUnchecked(checked.problem);
    if (checked !== null && checked.problems.length > 0) return setFound(checked.problems);
    // Where the server could not be reached the save says so.
    await editor.save(editor.spec.slug);
  };
  return { ...editor, found, unchecked, checking, publish };
}
