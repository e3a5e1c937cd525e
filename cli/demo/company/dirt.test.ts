import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { junkEmails, junkPhones } from './dirt.ts';
import { companyDefaults, generateCompany } from './generate-company.ts';
import { normalEmail } from './identity-oracle.ts';
import { field, readCompany, rowsOf } from './read-company.ts';

test('the dirt is there', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'weft-dirt-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const { files } = await generateCompany({ ...companyDefaults, folder });
  const tables = await readCompany(files);
  const column = (table: string, name: string) => rowsOf(tables, table).map((row) => field(row, name));
  const emails = [...column('crm_contacts', 'email'), ...column('loyalty_accounts', 'email')];
  const phones = [...column('crm_contacts', 'mobile'), ...column('loyalty_accounts', 'phone')];
  const names = [...column('crm_contacts', 'last_name'), ...column('crm_contacts', 'first_name')];
  const comments = column('nps_answers', 'comment');
  const usersBy = (value: (text: string) => string | null, name: string) =>
    [...Map.groupBy(column('users', name).filter(Boolean), value).values()].filter((same) => same.length > 1);
  const users = Map.groupBy(
    rowsOf(tables, 'truth_events').filter((row) => field(row, 'user_id') !== ''),
    (row) => field(row, 'anonymous_id'),
  );
  const second = Map.groupBy(
    rowsOf(tables, 'truth').filter((row) => field(row, 'source') === 'users'),
    (row) => field(row, 'person'),
  );
  const counts = {
    upperCaseEmail: emails.filter((email) => /^ ?[A-Z]/.test(email)).length,
    spacedEmail: emails.filter((email) => email !== email.trim()).length,
    plusEmail: emails.filter((email) => email.includes('+')).length,
    undottedGmail: emails.filter((email) => /^[^.]+@gmail\.com/i.test(email)).length,
    misspeltEmail: emails.filter((email) => /@(gamil|psotbox|miahlaus|wbepost)/i.test(email)).length,
    missingEmail: emails.filter((email) => email === '').length,
    internationalPhone: phones.filter((phone) => phone.startsWith('+')).length,
    doubleZeroPhone: phones.filter((phone) => /^00[1-9]/.test(phone)).length,
    nationalPhone: phones.filter((phone) => /^0[1-9]/.test(phone)).length,
    bracketPhone: phones.filter((phone) => phone.includes('(')).length,
    dashPhone: phones.filter((phone) => /\d-\d/.test(phone)).length,
    missingPhone: phones.filter((phone) => phone === '').length,
    ...Object.fromEntries(
      junkEmails.map((junk) => [`e-mail ${junk}`, emails.filter((one) => one === junk).length]),
    ),
    junkPhone: phones.filter((phone) => junkPhones.some((junk) => junk === phone)).length,
    apostropheName: names.filter((name) => name.includes("'")).length,
    hyphenName: names.filter((name) => name.includes('-')).length,
    foreignName: names.filter((name) => /[^ -~]/.test(name)).length,
    upperCaseName: names.filter((name) => /^[A-Z]{3}/.test(name)).length,
    commaStreet: column('crm_contacts', 'street').filter((street) => street.includes(',')).length,
    quoteComment: comments.filter((comment) => comment.includes('"')).length,
    newlineComment: comments.filter((comment) => comment.includes('\n')).length,
    emojiComment: comments.filter((comment) => /\p{Extended_Pictographic}/u.test(comment)).length,
    sharedUserEmail: usersBy(normalEmail, 'email').length,
    sharedUserPhone: usersBy((phone) => phone.slice(-7), 'phone').length,
    sharedDevice: [...users.values()].filter((rows) => new Set(rows.map((row) => row.person)).size > 1)
      .length,
    secondAccount: [...second.values()].filter((rows) => rows.length > 1).length,
  };
  console.log(counts);
  for (const [kind, count] of Object.entries(counts)) expect(count, kind).toBeGreaterThan(0);
});
