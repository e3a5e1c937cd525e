import { Random } from './random.ts';

/** One sellable product; categories go from wide to narrow, and events carry the middle one. */
export interface Product {
  id: string;
  name: string;
  brand: string;
  categories: readonly [string, string, string];
  size: string | null;
  colour: string | null;
  /** In cents; the list price is the same figure in each currency. */
  price: number;
}

/** The catalogue with the look-ups that a shopper's choice needs; a few hundred products at every size. */
export interface Catalogue {
  products: readonly Product[];
  byCategory: ReadonlyMap<string, readonly Product[]>;
  byCategoryAndBrand: ReadonlyMap<string, readonly Product[]>;
}

/** Best known first: Harbor is the house brand. */
export const brands = [
  'Harbor',
  'Northmoor',
  'Kestrel & Co',
  'Fjordline',
  'Tarn',
  'Alpenrose',
  'Cairn',
  'Saltmarsh',
  'Otterbeck',
  "L'Escale",
  'Quillon',
  'Bivvy',
] as const;

const clothes = ['XS', 'S', 'M', 'L', 'XL'];
const shoes = ['37', '38', '39', '40', '41', '42', '43', '44', '45'];
const litres = ['18 l', '25 l', '38 l', '55 l', '70 l'];
const persons = ['1 person', '2 persons', '3 persons', '5 persons'];
const none = [''];

/** category_2: its parent, the leaves below it, price range in whole currency units, sizes. */
const categories: Record<string, [string, string[], number, number, string[]]> = {
  tents: ['camping', ['dome tents', 'tunnel tents', 'family tents'], 119, 749, persons],
  'sleeping bags': ['camping', ['down bags', 'synthetic bags'], 69, 429, ['regular', 'long']],
  mats: ['camping', ['inflatable mats', 'foam mats'], 19, 199, ['regular', 'wide']],
  kitchen: ['camping', ['stoves', 'cookware', 'bottles'], 9, 149, none],
  lighting: ['camping', ['headlamps', 'lanterns'], 15, 119, none],
  packs: ['hiking', ['day packs', 'trekking packs', 'child carriers'], 49, 319, litres],
  poles: ['hiking', ['trekking poles', 'snowshoes'], 29, 229, none],
  navigation: ['hiking', ['maps', 'watches'], 9, 599, none],
  ropes: ['climbing', ['single ropes', 'half ropes', 'slings'], 12, 249, ['40 m', '60 m', '70 m']],
  harnesses: ['climbing', ['sport harnesses', 'helmets'], 45, 159, ['S', 'M', 'L']],
  shells: ['clothing', ['rain jackets', 'rain trousers'], 79, 499, clothes],
  insulation: ['clothing', ['down jackets', 'fleeces'], 59, 449, clothes],
  'base layers': ['clothing', ['merino tops', 'leggings', 'socks'], 12, 119, clothes],
  boots: ['footwear', ['hiking boots', 'mountain boots'], 129, 389, shoes],
  'trail shoes': ['footwear', ['trail runners', 'sandals'], 59, 189, shoes],
  kayaks: ['water', ['touring kayaks', 'packrafts', 'paddles'], 79, 1299, none],
};

export const categoryNames = Object.keys(categories);

/** What is bought together, so that a next best product can be found. */
export const goesWith: Readonly<Record<string, readonly string[]>> = {
  tents: ['mats', 'sleeping bags'],
  'sleeping bags': ['mats'],
  mats: ['kitchen'],
  kitchen: ['lighting'],
  packs: ['poles', 'base layers'],
  ropes: ['harnesses'],
  boots: ['base layers', 'poles'],
  shells: ['insulation'],
  kayaks: ['shells'],
};

const lines = ['Drift', 'Ridge', 'Ember', 'Gale', 'Loch', 'Summit', 'Meadow', 'Basalt', 'Heron', 'Compass'];
const colours = ['moss', 'slate', 'ochre', 'night blue', 'rust', 'sand', 'berry', 'black'];
/** The last words of some names, as suppliers deliver them: with commas, quotes and an accent. */
const endings = ['', '', '', '', ', 2nd edition', ' 52" long', ' "Pro"', ' été', ' (refill, pack of 2)'];

const MODELS_PER_LEAF = 10;

export function buildCatalogue(seed: number): Catalogue {
  const random = new Random(seed, 'catalogue', 0);
  const products: Product[] = [];
  for (const [category, [parent, leaves, low, high, sizes]] of Object.entries(categories)) {
    for (const leaf of leaves) {
      for (let model = 0; model < MODELS_PER_LEAF; model++) {
        const brand = model === 0 ? 'Harbor' : random.pickPopular(brands);
        const id = `P-${String(1001 + products.length)}`;
        const name = `${brand} ${random.pick(lines)} ${leaf}${random.pick(endings)}`;
        const price = Math.round(low + (high - low) * random.float() ** 2.8) * 100 - 5;
        products.push({
          id,
          name,
          brand,
          categories: [parent, category, leaf],
          size: random.pick(sizes) || null,
          colour: leaf === 'maps' ? null : random.pick(colours),
          price,
        });
      }
    }
  }
  return {
    products,
    byCategory: Map.groupBy(products, (product) => product.categories[1]),
    byCategoryAndBrand: Map.groupBy(products, (product) => `${product.categories[1]}/${product.brand}`),
  };
}
