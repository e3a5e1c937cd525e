/** What a column's name says of its digits. Values alone do not tell a postcode from a quantity. */

const words = (name: string): string[] =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');

const codeWords =
  /^(zip|zipcode|postcode|postal|postleitzahl|plz|phone|telephone|telefon|telefono|tel|mobile|mobil|handy|cellphone|fax|msisdn|iban|bic|ean|gtin|upc|isbn|sku|ssn|imei|barcode|vat)\d*$/;
const codeTails =
  /^(number|no|nr|num|code|id|home|work|private|business|primary|secondary|main|hash|raw|\d+)$/;

/** Whether digits in a column of this name are a code, such as a phone number or a postcode, and no quantity. */
export function isCode(name: string): boolean {
  const [last = '', ...before] = words(name).reverse();
  if (codeWords.test(last)) return true;
  return codeTails.test(last) && before.some((word) => codeWords.test(word) || /^(card|account)$/.test(word));
}

/** Whether `19970101` in a column of this name is a day. */
export const mayBeDate = (name: string): boolean =>
  words(name).some((word) => /^(date|datum|day|dt|dob|birthday|birthdate|on)$/.test(word));
