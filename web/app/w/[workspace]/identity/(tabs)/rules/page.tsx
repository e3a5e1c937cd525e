import type { Metadata } from 'next';
import { humanise } from '../../../../../../../models/words/names.ts';
import { identifierTypes } from '../../../../../../data/identity.ts';
import { DataTable } from '../../../../../../ui/data-table.tsx';
import { formatCount } from '../../../../../../ui/format.ts';
import { Empty, Note } from '../../../../../../ui/notes.tsx';
import { Part } from '../../../../../../ui/part.tsx';
import { PendingRows } from '../../../../../../ui/skeletons.tsx';
import { Count, Dim } from '../../../../../../ui/values.tsx';
import { normalizerWords } from '../../../../../../words/identity-words.ts';

export const metadata: Metadata = { title: 'Identity rules' };

function Types({ types }: { types: Awaited<ReturnType<typeof identifierTypes>> }) {
  if (types.length === 0)
    return <Empty detail="Declare them in `identity.yml`.">No identity rules are declared.</Empty>;
  return (
    <DataTable
      caption="Types of identifiers, strongest first"
      rows={types.map((found, place) => ({ ...found, place: place + 1 }))}
      rowKey={({ type }) => type.type}
      columns={[
        { key: 'place', title: 'Priority', width: '80px', cell: ({ place }) => place },
        { key: 'type', title: 'Type', clip: true, cell: ({ type }) => humanise(type.type) },
        {
          key: 'normalize',
          title: 'Compared as',
          width: '150px',
          from: 'roomy',
          cell: ({ type }) => normalizerWords[type.normalize],
        },
        {
          key: 'limit',
          title: 'Of one person at most',
          align: 'end',
          width: '170px',
          cell: ({ type }) => (type.limit === undefined ? <Dim>no limit</Dim> : formatCount(type.limit)),
        },
        {
          key: 'max',
          title: 'On records at most',
          align: 'end',
          width: '160px',
          from: 'roomy',
          cell: ({ type }) =>
            type.max_records === undefined ? <Dim>no limit</Dim> : formatCount(type.max_records),
        },
        {
          key: 'values',
          title: 'Values',
          align: 'end',
          width: '110px',
          cell: ({ values }) => <Count value={values} />,
        },
        {
          key: 'people',
          title: 'People',
          align: 'end',
          width: '110px',
          cell: ({ people }) => <Count value={people} />,
        },
      ]}
    />
  );
}

export default function IdentityRulesPage() {
  return (
    <Part load={identifierTypes} pending={<PendingRows rows={4} />}>
      {(types) => (
        <>
          <Types types={types} />
          <Note>
            Strongest first: a value joins the people who carry it unless that would break a limit of its own
            type or of a stronger one. Declared in <code>identity.yml</code>.
          </Note>
        </>
      )}
    </Part>
  );
}
