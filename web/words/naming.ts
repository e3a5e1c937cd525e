import type { Subject } from '../../models/identity/explain/subject.ts';
import type { RecordName } from '../../models/identity/record-name.ts';

/** How a reader may see what the sentences name. */
export interface Naming {
  record: (record: RecordName) => string;
  value: (type: string, value: string) => string;
  /** Free text that somebody wrote; null where it is not shown. */
  note: (text: string) => string | null;
  time: (iso: string) => string;
}

/** What a subject is called; `person` is the word for one of whom nothing but the id is known. */
export const nameSubject = (subject: Subject, naming: Naming, person: string): string =>
  subject.kind === 'record'
    ? naming.record(subject.record)
    : subject.kind === 'identifier'
      ? naming.value(subject.type, subject.value)
      : `${person} ${subject.weftId.slice(0, 8)}`;
