import type { Country } from './phone-plan.ts';

/** One of the 40 stores; a position is in degrees (WGS 84) of the city's centre. */
export interface Store {
  id: string;
  name: string;
  city: string;
  country: Country;
  latitude: number;
  longitude: number;
  /** YYYY-MM-DD */
  openedOn: string;
}

const cities: readonly (readonly [Country, string, number, number, number])[] = [
  ['DE', 'Hamburg', 53.551, 9.994, 1998],
  ['DE', 'Berlin', 52.52, 13.405, 2001],
  ['DE', 'München', 48.137, 11.575, 2003],
  ['DE', 'Köln', 50.938, 6.96, 2004],
  ['DE', 'Frankfurt am Main', 50.11, 8.682, 2006],
  ['DE', 'Stuttgart', 48.776, 9.183, 2007],
  ['DE', 'Leipzig', 51.34, 12.375, 2009],
  ['DE', 'Dresden', 51.051, 13.738, 2011],
  ['DE', 'Hannover', 52.376, 9.732, 2012],
  ['DE', 'Bremen', 53.079, 8.801, 2014],
  ['DE', 'Freiburg', 47.999, 7.842, 2016],
  ['DE', 'Kiel', 54.323, 10.123, 2019],
  ['DE', 'Nürnberg', 49.452, 11.077, 2022],
  ['GB', 'London', 51.507, -0.128, 2008],
  ['GB', 'Edinburgh', 55.953, -3.188, 2010],
  ['GB', 'Manchester', 53.481, -2.243, 2012],
  ['GB', 'Bristol', 51.455, -2.588, 2013],
  ['GB', 'Leeds', 53.801, -1.549, 2015],
  ['GB', 'Glasgow', 55.864, -4.252, 2017],
  ['GB', 'Keswick', 54.601, -3.135, 2018],
  ['GB', 'Cardiff', 51.482, -3.179, 2021],
  ['FR', 'Paris', 48.857, 2.352, 2012],
  ['FR', 'Lyon', 45.764, 4.836, 2014],
  ['FR', 'Grenoble', 45.188, 5.725, 2015],
  ['FR', 'Annecy', 45.899, 6.129, 2017],
  ['FR', 'Toulouse', 43.605, 1.444, 2019],
  ['FR', 'Bordeaux', 44.838, -0.579, 2022],
  ['FR', "Villeneuve-d'Ascq", 50.619, 3.131, 2023],
  ['NL', 'Amsterdam', 52.368, 4.904, 2009],
  ['NL', 'Utrecht', 52.091, 5.122, 2011],
  ['NL', 'Rotterdam', 51.924, 4.478, 2013],
  ['NL', "'s-Hertogenbosch", 51.69, 5.304, 2016],
  ['NL', 'Groningen', 53.219, 6.567, 2018],
  ['NL', 'Maastricht', 50.851, 5.691, 2022],
  ['US', 'Boulder', 40.015, -105.271, 2016],
  ['US', 'Seattle', 47.606, -122.332, 2017],
  ['US', 'Portland', 45.515, -122.678, 2018],
  ['US', 'Burlington', 44.476, -73.212, 2020],
  ['US', 'Asheville', 35.595, -82.551, 2022],
  ['US', 'Salt Lake City', 40.761, -111.891, 2023],
];

export const stores: readonly Store[] = cities.map(([country, city, latitude, longitude, year], i) => ({
  id: `S${String(i + 1).padStart(2, '0')}`,
  name: `Larch & Lantern ${city}`,
  city,
  country,
  latitude,
  longitude,
  openedOn: `${year}-${String(1 + ((i * 5) % 12)).padStart(2, '0')}-${String(1 + ((i * 7) % 28)).padStart(2, '0')}`,
}));

export const storesByCountry: ReadonlyMap<Country, readonly Store[]> = Map.groupBy(
  stores,
  (store) => store.country,
);
