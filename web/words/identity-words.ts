import type { Language } from '../../models/words/language.ts';
import type { Normalizer } from '../../models/workspace/kinds/identity.ts';

interface IdentityWords {
  /** Why a value joined nothing. */
  rules: Record<string, { short: string; long: string }>;
  /** What became of people. */
  changes: Record<string, string>;
  normalizers: Record<Normalizer, string>;
}

export const identityWords: Record<Language, IdentityWords> = {
  en: {
    rules: {
      full: {
        short: 'Carried by too many records',
        long: 'More records carry the value than its type allows, so it says nothing about who they are.',
      },
      limit: {
        short: 'Would exceed a limit',
        long: 'Joining on it would give one person more values of a type than that type allows.',
      },
      undecided: {
        short: 'Left undecided',
        long: 'The rounds of a refresh ran out before the value was decided; what it would join stays apart.',
      },
    },
    changes: {
      created: 'New person',
      merged: 'Joined into one',
      split: 'Split off',
      moved: 'Records moved',
      retired: 'No longer exists',
    },
    normalizers: {
      plain: 'As it is',
      lower: 'Lower case',
      upper: 'Upper case',
      digits: 'Digits only',
      email: 'E-mail address',
      phone: 'Phone number',
      device_id: 'Device id',
      sha256: 'SHA-256, hashed elsewhere',
      name: 'Name of a person',
      postcode: 'Postal code',
      card_end: 'Last four digits of a card',
      card_expiry: 'Expiry of a card',
    },
  },
  de: {
    rules: {
      full: {
        short: 'Von zu vielen Datensätzen getragen',
        long: 'Mehr Datensätze tragen den Wert, als seine Art erlaubt; er sagt also nichts darüber, wer sie sind.',
      },
      limit: {
        short: 'Würde eine Grenze überschreiten',
        long: 'Ihn zum Verbinden zu nehmen, gäbe einer Person mehr Werte einer Art, als diese Art erlaubt.',
      },
      undecided: {
        short: 'Offen geblieben',
        long: 'Die Runden einer Aktualisierung reichten nicht, um über den Wert zu entscheiden; was er verbinden würde, bleibt getrennt.',
      },
    },
    changes: {
      created: 'Neue Person',
      merged: 'Zu einer verbunden',
      split: 'Abgetrennt',
      moved: 'Datensätze verschoben',
      retired: 'Gibt es nicht mehr',
    },
    normalizers: {
      plain: 'Wie er ist',
      lower: 'Kleinbuchstaben',
      upper: 'Großbuchstaben',
      digits: 'Nur Ziffern',
      email: 'E-Mail-Adresse',
      phone: 'Telefonnummer',
      device_id: 'Gerätekennung',
      sha256: 'SHA-256, anderswo gehasht',
      name: 'Name einer Person',
      postcode: 'Postleitzahl',
      card_end: 'Letzte vier Ziffern einer Karte',
      card_expiry: 'Ablaufdatum einer Karte',
    },
  },
};
