import type { TextCase } from './text-cases.ts';

/** Addresses as they are written; a pattern blocks `test@`. */
export const plainEmails: readonly TextCase[] = [
  [' Anna.Berg@Shop.Example ', 'anna.berg@shop.example'],
  ['\tanna@shop.example\r\n', 'anna@shop.example'],
  ['\u00a0anna@shop.example\u200b', 'anna@shop.example'],
  ['Anna Berg <Anna@Shop.example>', 'anna@shop.example'],
  ['<anna@shop.example>', 'anna@shop.example'],
  ['mailto:anna@shop.example', 'anna@shop.example'],
  ['anna+news@shop.example', 'anna+news@shop.example'],
  ["o'brien@shop.example", "o'brien@shop.example"],
  ['ZOË@shop.example', 'zoë@shop.example'],
  ['anna@münchen.example', 'anna@münchen.example'],
  ['anna@shop.example.', null],
  ['anna@shop..example', null],
  ['anna@shop.example,', null],
  ['anna@shop.example; berta@shop.example', null],
  ['an na@shop.example', null],
  ['anna\n@shop.example', null],
  ['anna\u0001@shop.example', null],
  ['anna', null],
  ['anna@home', null],
  ['@shop.example', null],
  ['anna@@shop.example', null],
  ['test@anything.example', null],
  [`${'a'.repeat(241)}@shop.example`, `${'a'.repeat(241)}@shop.example`],
  [`${'a'.repeat(242)}@shop.example`, null],
  ['N/A', null],
  ['  ', null],
  ['', null],
  [null, null],
];

/** With plus, and dots at gmail.com. */
export const plusAndDots: readonly TextCase[] = [
  ['anna+news@shop.example', 'anna@shop.example'],
  ['anna+a+b@shop.example', 'anna@shop.example'],
  ['+news@shop.example', '+news@shop.example'],
  ['a.n.n.a+x@Gmail.com', 'anna@gmail.com'],
  ['anna.b@gmail.com.example', 'anna.b@gmail.com.example'],
  ['an.na@shop.example', 'an.na@shop.example'],
];

/** What the providers' own help pages say; the sources are beside the rules in email-providers.ts. */
export const foldedEmails: readonly TextCase[] = [
  ['An.na+News@googlemail.com', 'anna@gmail.com'],
  ['an.na@gmail.com', 'anna@gmail.com'],
  ['anna@gmail.com.example', 'anna@gmail.com.example'],
  ['anna@notgmail.com', 'anna@notgmail.com'],
  ['...@gmail.com', '...@gmail.com'],
  ['+x@gmail.com', '+x@gmail.com'],
  ['an.na+x@outlook.com', 'an.na@outlook.com'],
  ['anna+x@hotmail.co.uk', 'anna@hotmail.co.uk'],
  ['anna+x@live.nl', 'anna@live.nl'],
  ['anna+x@icloud.com', 'anna@icloud.com'],
  ['anna@me.com', 'anna@me.com'],
  ['anna+x@fastmail.com', 'anna@fastmail.com'],
  ['shop@anna.fastmail.fm', 'anna@fastmail.fm'],
  ['a.n-n_a+x@proton.me', 'anna@proton.me'],
  ['anna@protonmail.com', 'anna@protonmail.com'],
  ['anna-shop@yahoo.de', 'anna@yahoo.de'],
  ['anna_b.c@yahoo.com', 'anna_b.c@yahoo.com'],
  ['anna-shop@yahoo.co.jp', 'anna-shop@yahoo.co.jp'],
  ['an.na+x@ya.ru', 'an-na@yandex.ru'],
  ['an-na@yandex.com', 'an-na@yandex.ru'],
  ['anna+x@posteo.de', 'anna@posteo.de'],
  ['an.na+x@shop.example', 'an.na+x@shop.example'],
];
