import { writeAppVisits } from './app-visits.ts';
import { writeContactCentre } from './contact-centre.ts';
import { type Company, type Customer, meetCustomer } from './customer.ts';
import { drawHouseholds, type Household, type Population } from './households.ts';
import { loadLocalities } from './localities.ts';
import { writeMarketing } from './marketing.ts';
import { writeOrders } from './orders.ts';
import { buildCatalogue } from './products.ts';
import { money } from './purchases.ts';
import { writeRegistrations } from './registrations.ts';
import { writeStoreVisits } from './store-visits.ts';
import { stores } from './stores.ts';
import type { TablePart } from './table-buffer.ts';
import { newTables } from './tables.ts';
import { borrowDevice, writeWebVisits } from './web-visits.ts';

/** What some of the persons add to each table, in the order of `newTables`. */
export type Part = TablePart[];

export interface PartMaker {
  /** Products and stores, which belong to nobody. */
  catalogue(): Part;
  /** All rows of the persons from `from` to before `to` (multiples of 8); the same wherever it is made. */
  persons(from: number, to: number): Part;
}

export function newPartMaker(population: Population): PartMaker {
  const { seed, now, events } = population;
  const company: Company = { seed, now, events, catalogue: buildCatalogue(seed), tables: newTables() };
  const localities = loadLocalities();
  const take = () => Object.values(company.tables).map((table) => table.take());
  return {
    catalogue() {
      writeCatalogue(company);
      return take();
    },
    persons(from, to) {
      for (const household of drawHouseholds(population, localities, from, to))
        writeHousehold(company, household);
      return take();
    },
  };
}

function writeHousehold(company: Company, household: Household): void {
  const customers = new Map<number, { customer: Customer; loggedIn: boolean }>();
  for (const person of household.members) {
    const customer = meetCustomer(company, household, person);
    const orders = writeOrders(company, customer);
    const spent = writeStoreVisits(company, customer);
    const isMailable = writeRegistrations(company, customer, spent);
    const loggedIn = writeWebVisits(company, customer, orders);
    writeAppVisits(company, customer, orders);
    writeContactCentre(company, customer, isMailable);
    if (isMailable) writeMarketing(company, customer);
    customers.set(person.index, { customer, loggedIn });
  }
  if (!household.shared?.device) return;
  const [owner, borrower] = household.shared.by.map((person) => customers.get(person.index));
  if (owner?.loggedIn && borrower !== undefined) borrowDevice(company, owner.customer, borrower.customer);
}

function writeCatalogue({ catalogue, tables }: Company): void {
  for (const { id, name, brand, categories, size, colour, price } of catalogue.products) {
    const [category_1, category_2, category_3] = categories;
    tables.products.write({
      product_id: id,
      name,
      brand,
      category_1,
      category_2,
      category_3,
      size,
      colour,
      price: money(price),
    });
  }
  for (const { id, name, city, country, latitude, longitude, openedOn } of stores) {
    tables.stores.write({ store_id: id, name, city, country, latitude, longitude, opened_on: openedOn });
  }
}
