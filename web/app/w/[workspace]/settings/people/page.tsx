import { getTranslations } from 'next-intl/server';
import { roles } from '../../../../../../connectors/control/people-schema.ts';
import { invitations, mayEditPeople, type PersonRow, people } from '../../../../../data/people.ts';
import { currentWorkspace } from '../../../../../data/workspace.ts';
import { DataTable } from '../../../../../ui/data-table.tsx';
import { Empty, Note } from '../../../../../ui/notes.tsx';
import { Section } from '../../../../../ui/page.tsx';
import { Part } from '../../../../../ui/part.tsx';
import { InviteForm } from '../../../../../ui/settings/invite-form.tsx';
import { PersonActions } from '../../../../../ui/settings/person-actions.tsx';
import { RoleSelect } from '../../../../../ui/settings/role-select.tsx';
import { Withdraw } from '../../../../../ui/settings/withdraw.tsx';
import { PendingRows } from '../../../../../ui/skeletons.tsx';
import { Dim, Facts, Missing, Time } from '../../../../../ui/values.tsx';

async function PeopleTable({
  found,
  zone,
  editable,
}: {
  found: PersonRow[];
  zone: string;
  editable: boolean;
}) {
  const words = await getTranslations('settings');
  const shell = await getTranslations('shell');
  return (
    <DataTable
      caption={words('tabs.people')}
      rows={found}
      rowKey={(person) => person.id}
      comfortable
      columns={[
        {
          key: 'who',
          title: words('who'),
          clip: true,
          cell: (person) => (
            <span title={`${person.name}, ${person.email}`}>
              {person.name}
              {person.self ? ` (${words('you')})` : ''} <Dim>{person.email}</Dim>
            </span>
          ),
        },
        {
          key: 'role',
          title: words('role'),
          width: '180px',
          cell: (person) =>
            editable ? (
              <RoleSelect person={person.id} name={person.name} role={person.role} />
            ) : (
              shell(`roles.${person.role}`)
            ),
        },
        {
          key: 'factor',
          title: words('secondFactor'),
          width: '130px',
          from: 'wide',
          cell: (person) => words(person.secondFactor ? 'yes' : 'no'),
        },
        {
          key: 'seen',
          title: words('seen'),
          align: 'end',
          width: '190px',
          from: 'roomy',
          cell: (person) =>
            person.seenAt === null ? (
              <Missing reason={words('never')} />
            ) : (
              <Time at={person.seenAt} zone={zone} />
            ),
        },
        ...(editable
          ? [
              {
                key: 'act',
                title: words('actions'),
                align: 'end' as const,
                width: '90px',
                cell: (person: PersonRow) => (
                  <PersonActions
                    id={person.id}
                    name={person.name}
                    email={person.email}
                    role={person.role}
                    self={person.self}
                  />
                ),
              },
            ]
          : []),
      ]}
    />
  );
}

async function Invitations({ zone }: { zone: string }) {
  const words = await getTranslations('settings');
  const shell = await getTranslations('shell');
  return (
    <Section title={words('invitations')}>
      <Part load={invitations} pending={<PendingRows rows={2} />}>
        {(found) =>
          found.length === 0 ? (
            <Empty quiet>{words('noInvitations')}</Empty>
          ) : (
            <DataTable
              caption={words('invitations')}
              rows={found}
              rowKey={(one) => one.id}
              columns={[
                {
                  key: 'email',
                  title: words('who'),
                  clip: true,
                  cell: (one) => <span title={one.email}>{one.email}</span>,
                },
                {
                  key: 'role',
                  title: words('role'),
                  width: '150px',
                  cell: (one) => shell(`roles.${one.role}`),
                },
                { key: 'by', title: words('by'), clip: true, from: 'roomy', cell: (one) => one.by },
                {
                  key: 'expires',
                  title: words('expires'),
                  align: 'end',
                  width: '220px',
                  cell: (one) => <Time at={one.expiresAt} zone={zone} full />,
                },
                {
                  key: 'act',
                  title: words('actions'),
                  align: 'end',
                  width: '150px',
                  cell: (one) => <Withdraw id={one.id} />,
                },
              ]}
            />
          )
        }
      </Part>
    </Section>
  );
}

export default async function PeoplePage() {
  const words = await getTranslations('settings');
  const shell = await getTranslations('shell');
  const [{ zone }, editable] = await Promise.all([currentWorkspace(), mayEditPeople()]);
  return (
    <>
      {editable ? <InviteForm /> : null}
      <Part load={people} pending={<PendingRows rows={4} />}>
        {(found) => (
          <>
            <PeopleTable found={found} zone={zone} editable={editable} />
            {editable ? null : (
              <Note>
                {words('onlyAdmin', {
                  names: found
                    .filter(({ role }) => role === 'admin')
                    .map(({ name }) => name)
                    .join(', '),
                })}
              </Note>
            )}
          </>
        )}
      </Part>
      {editable ? <Invitations zone={zone} /> : null}
      <Section title={words('roles')}>
        <Facts
          facts={roles.map((role) => ({ term: shell(`roles.${role}`), value: words(`roleHelp.${role}`) }))}
        />
      </Section>
    </>
  );
}
