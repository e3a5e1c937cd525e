/** Durations such as `90 days` as a German sentence takes them. */

interface Unit {
  /** `Tag`, `Tage`, `Tagen`. */
  one: string;
  many: string;
  ofMany: string;
  /** What one of it is from now backwards, where a calendar would say otherwise: a month is 30 days. */
  last: string;
  /** `eines Tages`, `einen Tag`. */
  genitive: string;
  accusative: string;
}

const feminine = (one: string): Unit => ({
  ...{ one, many: `${one}n`, ofMany: `${one}n`, last: `in der letzten ${one}` },
  ...{ genitive: `einer ${one}`, accusative: `eine ${one}` },
});

const units: Record<string, Unit> = {
  minute: feminine('Minute'),
  hour: feminine('Stunde'),
  day: {
    ...{ one: 'Tag', many: 'Tage', ofMany: 'Tagen', last: 'in den letzten 24 Stunden' },
    ...{ genitive: 'eines Tages', accusative: 'einen Tag' },
  },
  week: { ...feminine('Woche'), last: 'in den letzten 7 Tagen' },
  month: {
    ...{ one: 'Monat', many: 'Monate', ofMany: 'Monaten', last: 'in den letzten 30 Tagen' },
    ...{ genitive: 'eines Monats', accusative: 'einen Monat' },
  },
  year: {
    ...{ one: 'Jahr', many: 'Jahre', ofMany: 'Jahren', last: 'in den letzten 365 Tagen' },
    ...{ genitive: 'eines Jahres', accusative: 'ein Jahr' },
  },
};

/** A duration's number and unit; what is none is written as it is. */
function said(
  duration: string,
  one: (unit: Unit) => string,
  many: (amount: string, unit: Unit) => string,
): string {
  const [, amount = '', name = ''] = /^(\d+) (\w+?)s?$/.exec(duration) ?? [];
  const unit = units[name];
  if (unit === undefined) return duration;
  return amount === '1' ? one(unit) : many(amount, unit);
}

/** `90 Tage`, `1 Tag`. */
export const durationWords = (duration: string): string =>
  said(
    duration,
    ({ one }) => `1 ${one}`,
    (amount, { many }) => `${amount} ${many}`,
  );

/** `in den letzten 90 Tagen`, `in der letzten Stunde`. */
export const inTheLast = (duration: string): string =>
  said(
    duration,
    ({ last }) => last,
    (amount, { ofMany }) => `in den letzten ${amount} ${ofMany}`,
  );

/** `innerhalb von 2 Tagen`, `innerhalb eines Tages`. */
export const within = (duration: string): string =>
  said(
    duration,
    ({ genitive }) => `innerhalb ${genitive}`,
    (amount, { ofMany }) => `innerhalb von ${amount} ${ofMany}`,
  );

/** `90 Tage`, `einen Tag`: after „länger als“. */
export const longerThan = (duration: string): string =>
  said(
    duration,
    ({ accusative }) => accusative,
    (amount, { many }) => `${amount} ${many}`,
  );

/** `alle 6 Stunden`, `jeden Tag`, `jede Stunde`, `jedes Jahr`. */
export const everySo = (duration: string): string =>
  said(
    duration,
    ({ accusative }) => accusative.replace('ein', 'jed').replace(/^jed /, 'jedes '),
    (amount, { many }) => `alle ${amount} ${many}`,
  );

/** `in den nächsten 90 Tagen`. */
export const inTheNext = (duration: string): string => inTheLast(duration).replace('letzten', 'nächsten');

/** `nach 90 Tagen`, `nach einem Tag`. */
export const afterSo = (duration: string): string =>
  said(
    duration,
    ({ accusative }) =>
      `nach ${accusative.replace(/^ein(en|e)? /, (article) => (article === 'eine ' ? 'einer ' : 'einem '))}`,
    (amount, { ofMany }) => `nach ${amount} ${ofMany}`,
  );
