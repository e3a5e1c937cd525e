/**
 * What mail providers publish of addresses that reach one mailbox. Only what makes two spellings one mailbox for
 * certain is folded: domains that merely may belong to one account (me.com and icloud.com, proton.me and pm.me)
 * stay apart.
 */
export interface MailProvider {
  /** Pattern of its domains. */
  domains: string;
  /** A character behind which the local part is a tag of the owner's choice. */
  tag?: '+' | '-';
  /** Characters that it ignores in the local part, as the inside of a bracket expression. */
  ignores?: string;
  /** Characters of which the second is read as the first. */
  equal?: readonly [kept: string, other: string];
  /** Pattern of domains in which the local part is the tag and the first label the mailbox. */
  mailboxIsLabel?: boolean;
  /** The domain that stands for all of its domains, where they are one. */
  domain?: string;
}

/** Yahoo's local domains; Yahoo! Japan is another company. */
const yahoo =
  'com([.](ar|au|br|co|hk|mx|my|ph|pe|sg|tr|tw|vn))?|co[.](id|in|nz|th|uk|za)|ca|de|es|fr|gr|ie|it';
const microsoft =
  'com([.](ar|au|br|mx|tr))?|co[.](id|il|in|jp|kr|nz|th|uk|za)|at|be|ca|cl|cz|de|dk|es|fi|fr|gr|hu|ie|it|nl|no|ph|pt|se|sg';

export const mailProviders: readonly MailProvider[] = [
  // support.google.com/mail/answer/7436150, 22370, 10313 (dots, tags, googlemail.com)
  { domains: '(gmail|googlemail)[.]com', tag: '+', ignores: '.', domain: 'gmail.com' },
  // support.microsoft.com: plus addressing in Outlook.com
  { domains: `((outlook|hotmail|live)[.](${microsoft})|msn[.]com)`, tag: '+' },
  // support.apple.com: iCloud Mail takes what follows a plus sign as a tag
  { domains: '(icloud|me|mac)[.]com', tag: '+' },
  // fastmail.help: plus addressing and subdomain addressing
  { domains: 'fastmail[.](com|fm)', tag: '+' },
  { domains: '[a-z0-9_-]+[.]fastmail[.](com|fm)', mailboxIsLabel: true },
  // proton.me/support: +aliases; dots, hyphens and underscores do not make another address
  { domains: '(proton[.]me|protonmail[.](com|ch)|pm[.]me)', tag: '+', ignores: '._-' },
  // help.yahoo.com: disposable addresses are NAME-keyword, and a hyphen is in no other
  { domains: `((yahoo)[.](${yahoo})|(ymail|rocketmail)[.]com)`, tag: '-' },
  // yandex.com/support: a mailbox has the same name in every domain, and a dot in it is a hyphen
  {
    domains: '(yandex[.](ru|com|by|kz|ua|com[.]tr)|ya[.]ru)',
    tag: '+',
    equal: ['-', '.'],
    domain: 'yandex.ru',
  },
  // Plus addressing as each of them documents it
  { domains: '(hey[.]com|mailbox[.]org|posteo[.](de|net|org|at|ch|eu)|zoho(mail)?[.](com|eu|in))', tag: '+' },
];
