import { TableBuffer } from './table-buffer.ts';

/** The columns of every file, in order. Comments say what a table is keyed by, where it is not the first. */
const crmContacts = [
  'contact_id',
  'email',
  'mobile',
  'country',
  'first_name',
  'last_name',
  'birth_date',
  'gender',
  'street',
  'postcode',
  'city',
  'created_at',
  'updated_at',
  'marketing_opt_in',
] as const;
const loyaltyAccounts = [
  'loyalty_id',
  'email',
  'phone',
  'country',
  'first_name',
  'last_name',
  'tier',
  'points',
  'joined_at',
  'updated_at',
] as const;
const users = [
  'user_id',
  'email',
  'phone',
  'country',
  'first_name',
  'last_name',
  'created_at',
  'updated_at',
] as const;
const webEvents = [
  'message_id',
  'anonymous_id',
  'user_id',
  'event',
  'sent_at',
  'product_id',
  'category',
  'brand',
  'url',
  'device',
  'value',
] as const;
const appEvents = [
  'message_id',
  'device_id',
  'user_id',
  'event',
  'sent_at',
  'screen',
  'product_id',
  'category',
  'os',
] as const;
const orders = [
  'order_id',
  'customer_id',
  'channel',
  'status',
  'total',
  'currency',
  'coupon',
  'ordered_at',
] as const;
/** Keyed by order_id and line. */
const orderItems = ['order_id', 'line', 'product_id', 'quantity', 'unit_price', 'discount'] as const;
const products = [
  'product_id',
  'name',
  'brand',
  'category_1',
  'category_2',
  'category_3',
  'size',
  'colour',
  'price',
] as const;
const stores = ['store_id', 'name', 'city', 'country', 'latitude', 'longitude', 'opened_on'] as const;
const posTransactions = [
  'transaction_id',
  'store_id',
  'card_hash',
  'loyalty_id',
  'total',
  'purchased_at',
  'items',
] as const;
const emailEvents = ['event_id', 'email', 'campaign', 'event', 'at'] as const;
const supportTickets = [
  'ticket_id',
  'email',
  'phone',
  'country',
  'channel',
  'topic',
  'status',
  'opened_at',
  'solved_at',
] as const;
const npsAnswers = ['answer_id', 'email', 'score', 'comment', 'answered_at'] as const;
const consents = ['consent_id', 'email', 'purpose', 'granted', 'source', 'at'] as const;
/** Keyed by source and record_key. */
const truth = ['source', 'record_key', 'person'] as const;
/** Keyed by source, anonymous_id and user_id; of app_events, anonymous_id holds the device_id. */
const truthEvents = ['source', 'anonymous_id', 'user_id', 'person'] as const;

export type Tables = ReturnType<typeof newTables>;

/** An empty buffer for each table, truth included. */
export function newTables() {
  return {
    crm_contacts: new TableBuffer('crm_contacts', 'csv', crmContacts),
    loyalty_accounts: new TableBuffer('loyalty_accounts', 'csv', loyaltyAccounts),
    users: new TableBuffer('users', 'csv', users),
    web_events: new TableBuffer('web_events', 'jsonl', webEvents),
    app_events: new TableBuffer('app_events', 'jsonl', appEvents),
    orders: new TableBuffer('orders', 'csv', orders),
    order_items: new TableBuffer('order_items', 'csv', orderItems),
    products: new TableBuffer('products', 'csv', products),
    stores: new TableBuffer('stores', 'csv', stores),
    pos_transactions: new TableBuffer('pos_transactions', 'csv', posTransactions),
    email_events: new TableBuffer('email_events', 'jsonl', emailEvents),
    support_tickets: new TableBuffer('support_tickets', 'csv', supportTickets),
    nps_answers: new TableBuffer('nps_answers', 'csv', npsAnswers),
    consents: new TableBuffer('consents', 'csv', consents),
    truth: new TableBuffer('truth', 'csv', truth),
    truth_events: new TableBuffer('truth_events', 'csv', truthEvents),
  };
}
