/**
 * Everything that is wrong with the demo company's data, and how often. Rates are shares of the rows that
 * carry the value, unless a comment says otherwise. Typed means: entered by a clerk or on a phone keyboard.
 */
export const dirt = {
  /** E-mails, where typed: 'Anna.Schmidt@…' and 'ANNA.SCHMIDT@…'. */
  emailCapitalised: 0.07,
  emailUpperCase: 0.02,
  /** E-mails, where typed: a space in front, behind, or both. */
  emailSpaces: 0.02,
  /** E-mails, everywhere a person gives one: anna+shop@… */
  emailPlus: 0.025,
  /** gmail.com only: dots left out or added, which Gmail itself does not tell apart. */
  gmailDots: 0.25,
  /** E-mails, where typed: a letter left out or two swapped. No rule repairs it, so it costs recall. */
  emailTypo: 0.01,

  /** Junk in place of an e-mail or a phone, where typed (see `junkEmails` and `junkPhones`). */
  junkEmail: 0.03,
  junkPhone: 0.03,

  /** Missing values in the CRM and the loyalty card's form. */
  noEmail: 0.05,
  noPhone: 0.22,
  noBirthDate: 0.25,
  noAddress: 0.12,
  noFirstName: 0.03,
  noCountry: 0.004,

  /** Names, where typed: 'SCHMIDT' and 'Schmidt '. */
  nameUpperCase: 0.03,
  nameSpaces: 0.015,
  /** Persons (not rows) whose name has an apostrophe, a hyphen or letters outside ASCII, on top of faker's. */
  awkwardName: 0.04,

  /** Persons with a second shop account: a person rule with one user_id cannot join them. */
  secondAccount: 0.004,
  /** Persons with a second e-mail, and how often they then use it in the CRM. */
  secondEmail: 0.2,
  secondEmailUsed: 0.3,
  /** Second and third devices of account holders that never log in. */
  neverLoggedIn: 0.04,
  /** Persons without an account whose browsing nobody can tie to them. */
  hiddenBrowser: 0.01,
  /** Browsers without an account who come with two devices. */
  secondAnonymousDevice: 0.03,

  /** Households with two shop accounts: both registered with one family e-mail, the landline, a tablet. */
  familyEmail: 0.06,
  familyPhone: 0.1,
  familyDevice: 0.12,
  /** Couples who are both in the CRM only and gave one landline: nothing strong keeps them apart, so they
   *  are joined, and it costs precision. */
  looseFamilyPhone: 0.02,
} as const;

/** What people and clerks write where they must write something. */
export const junkEmails = [
  'test@test.com',
  'none@none.com',
  'noreply@larchandlantern.example',
  'N/A',
  'null',
  'none',
  '-',
] as const;

export const junkPhones = ['0000000000', '0000 000000', 'N/A', 'null', '-'] as const;

/**
 * SQL LIKE patterns for an identity rule's `block`: with values like 'N/A', 'null' and '-' taken for missing,
 * they catch all the junk above and no real value. Those for phones are matched against E.164.
 */
export const junkEmailPatterns = ['test@%', 'none@%', 'noreply@%'] as const;
export const junkPhonePatterns = ['%00000000'] as const;
