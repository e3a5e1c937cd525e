import { getTranslations } from 'next-intl/server';
import { keys } from '../../../../../data/people.ts';
import { currentWorkspace } from '../../../../../data/workspace.ts';
import { DataTable } from '../../../../../ui/data-table.tsx';
import { Empty } from '../../../../../ui/notes.tsx';
import { Part } from '../../../../../ui/part.tsx';
import { KeyForm } from '../../../../../ui/settings/key-form.tsx';
import { Revoke } from '../../../../../ui/settings/revoke.tsx';
import css from '../../../../../ui/settings/settings.module.css';
import { PendingRows } from '../../../../../ui/skeletons.tsx';
import { Dim, Id, Missing, Time } from '../../../../../ui/values.tsx';

const scopeWord = (scope: string) => scope.replace('.', '-') as 'read';

export default async function KeysPage() {
  const words = await getTranslations('settings');
  const { zone } = await currentWorkspace();
  return (
    <Part load={keys} pending={<PendingRows rows={4} />}>
      {(found) => (
        <>
          <p className={css.quiet}>{words('keysLead')}</p>
          <KeyForm />
          {found.length === 0 ? (
            <Empty>{words('noKeys')}</Empty>
          ) : (
            <DataTable
              caption={words('tabs.keys')}
              rows={found}
              rowKey={(key) => key.id}
              columns={[
                {
                  key: 'name',
                  title: words('keyName'),
                  clip: true,
                  cell: (key) => <span title={key.name}>{key.name}</span>,
                },
                {
                  key: 'key',
                  title: words('key'),
                  width: '140px',
                  cell: (key) => <Id>{`${key.start}…`}</Id>,
                },
                {
                  key: 'scopes',
                  title: words('scopes'),
                  clip: true,
                  from: 'roomy',
                  cell: (key) => key.scopes.map((scope) => words(`scope.${scopeWord(scope)}`)).join(', '),
                },
                {
                  key: 'used',
                  title: words('used'),
                  align: 'end',
                  width: '170px',
                  from: 'wide',
                  cell: (key) =>
                    key.lastUsedAt === null ? (
                      <Missing reason={words('never')} />
                    ) : (
                      <Time at={key.lastUsedAt} zone={zone} />
                    ),
                },
                {
                  key: 'expires',
                  title: words('expires'),
                  align: 'end',
                  width: '200px',
                  cell: (key) =>
                    key.expiresAt === null ? (
                      <Dim>{words('forever')}</Dim>
                    ) : (
                      <Time at={key.expiresAt} zone={zone} full />
                    ),
                },
                {
                  key: 'act',
                  title: words('actions'),
                  align: 'end',
                  width: '140px',
                  cell: (key) =>
                    key.standing === 'good' ? (
                      <Revoke id={key.id} name={key.name} />
                    ) : (
                      <Dim>{words(`standing.${key.standing}`)}</Dim>
                    ),
                },
              ]}
            />
          )}
        </>
      )}
    </Part>
  );
}
