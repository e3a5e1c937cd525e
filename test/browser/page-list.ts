import type { Warehouse } from '../../connectors/warehouses/connection.ts';
import { one, written } from './site.ts';

export interface ListedPage {
  path: string;
  /** The page's first heading. */
  heading: RegExp;
  /** Texts that the page must show, from queries of the test's own. */
  shows: string[];
}

const root = '/w/default';

/** Every page of the app, with what the warehouse says that it must show. */
export async function everyPage(warehouse: Warehouse): Promise<ListedPage[]> {
  const totals = await one(
    warehouse,
    `select (select count(*) from weft.identity_members) as records,
       (select count(*) from weft.identity_persons) as people,
       (select count(*) from weft.events) as events,
       (select count(*) from (select distinct type, value from weft.identity_identifiers)) as identifiers`,
  );
  const people = written(totals.people);
  const segment = await one(
    warehouse,
    `select segment, count(*) as people from weft.segment_members group by segment order by 2 desc, 1 limit 1`,
  );
  const run = await one(
    warehouse,
    `select run_id, sync, planned, accepted, rejected, skipped, pending from weft.sync_runs
     order by planned desc, run_id limit 1`,
  );
  const sent = await one(
    warehouse,
    `select key from weft.sync_rows where status = 'accepted' and key is not null order by key limit 1`,
  );
  const latest = await one(
    warehouse,
    'select planned from weft.sync_runs order by started_at desc, run_id desc limit 1',
  );
  const person = await one(
    warehouse,
    `select p.weft_id, p.records, (select count(*) from weft.events as e where e.weft_id = p.weft_id) as events
     from weft.identity_persons as p order by records desc, weft_id limit 1`,
  );
  const emails = await one(
    warehouse,
    `select count(distinct value) as held from weft.identity_identifiers where type = 'email'`,
  );
  const record = await one(
    warehouse,
    `select source, record_key from weft.identity_members where weft_id = '${person.weft_id}' order by source, record_key limit 1`,
  );
  const profile = `${root}/profiles/${person.weft_id}`;
  const source = await one(warehouse, 'select count(*) as found from raw.crm_contacts');
  const trait = await one(warehouse, 'select count(lifetime_value) as known from weft.traits');
  const stages = await one(
    warehouse,
    `select lifecycle as stage, count(*) as people from weft.traits where lifecycle is not null group by 1 order by 2 desc, 1 limit 1`,
  );
  const mailed = await one(
    warehouse,
    `select count(*) as people, (select planned from weft.sync_runs where sync = 'catalogue_to_webhook' order by started_at limit 1) as planned
     from weft.list_of_catalogue_mailing`,
  );
  const group = await one(
    warehouse,
    `select rfm_group as name, count(*) as people from weft.traits where rfm_group is not null group by 1 order by 2 desc, 1 limit 1`,
  );
  const consented = await one(
    warehouse,
    `select weft_id from weft.consents where consent_marketing_email order by weft_id limit 1`,
  );
  const regulars = await one(
    warehouse,
    `select count(*) as people from weft.segment_members where segment = 'harbor_regulars'`,
  );
  const equation = [
    `${written(run.planned)} planned`,
    ...['accepted', 'rejected', 'skipped', 'pending'].map((term) => `${written(run[term])} ${term}`),
  ];
  const ofSegment = `${root}/segments/${segment.segment}`;
  const ofSync = `${root}/syncs/${run.sync}`;
  return [
    { path: root, heading: /syncs? ran;/, shows: [people, written(totals.records), written(totals.events)] },
    { path: `${root}/inbox`, heading: /^Inbox$/, shows: ['No plan waits.', 'No draft waits.'] },
    { path: `${root}/profiles`, heading: /^Profiles$/, shows: [`of ${people} people`] },
    {
      path: `${profile}/summary`,
      heading: /./,
      shows: [`${written(person.records)} record`, 'Golden record', 'Identifiers', 'What to propose'],
    },
    { path: `${profile}/timeline`, heading: /./, shows: ['All'] },
    { path: `${profile}/traits`, heading: /./, shows: ['Lifetime value', 'Sum of total over orders'] },
    {
      path: `${profile}/record?of=source&slug=${record.source}&key=${encodeURIComponent(JSON.stringify([record.record_key]))}`,
      heading: /./,
      shows: ['Source record', 'A record of'],
    },
    { path: `${profile}/identity`, heading: /./, shows: ['Identifiers', 'Joins records'] },
    { path: `${profile}/sent`, heading: /./, shows: ['Rows sent'] },
    { path: `${root}/segments`, heading: /^Segments$/, shows: [written(segment.people)] },
    { path: `${ofSegment}/definition`, heading: /./, shows: ['Conditions', written(segment.people)] },
    { path: `${ofSegment}/members`, heading: /./, shows: [`of ${written(segment.people)} people`] },
    { path: `${ofSegment}/history`, heading: /./, shows: ['Size over time', written(segment.people)] },
    { path: `${ofSegment}/used-by`, heading: /./, shows: ['Used by'] },
    { path: `${ofSegment}/versions`, heading: /./, shows: ['Version 1', `slug: ${segment.segment}`] },
    {
      path: `${root}/segments/lists`,
      heading: /^Lists$/,
      shows: ['Catalogue mailing', written(mailed.people)],
    },
    {
      path: `${root}/segments/lists/catalogue_mailing`,
      heading: /^Catalogue mailing$/,
      shows: [`${written(mailed.people)} people are contacted`],
    },
    { path: `${root}/segments/lists/new`, heading: /^New list$/, shows: ['Segments in order of priority'] },
    { path: `${root}/traits`, heading: /^Traits$/, shows: ['Lifetime value', written(trait.known)] },
    { path: `${root}/traits/lifetime_value`, heading: /^Lifetime value$/, shows: [written(trait.known)] },
    { path: `${root}/traits/new`, heading: /^New trait$/, shows: ['Live values', 'Publish'] },
    {
      path: `${root}/traits/lifetime_value/edit`,
      heading: /^Edit Lifetime value$/,
      shows: ['Managed by files'],
    },
    { path: `${root}/traits/lifetime_value/versions`, heading: /^Versions$/, shows: ['in force'] },
    {
      path: `${root}/traits/lifecycle`,
      heading: /^Stage as a customer$/,
      shows: [String(stages.stage), `${written(stages.people)} ·`],
    },
    {
      path: `${root}/traits/rfm?column=rfm_group`,
      heading: /^RFM of paid orders$/,
      shows: ['Distribution of group', String(group.name), `${written(group.people)} ·`],
    },
    {
      path: `${root}/profiles/${consented.weft_id}/summary`,
      heading: /./,
      shows: ['Newsletter and offers by e-mail', 'yes'],
    },
    {
      path: `${root}/segments/harbor_regulars/definition`,
      heading: /^Harbor regulars$/,
      shows: [written(regulars.people), 'where product brand is Harbor', 'Reachable by e-mail'],
    },
    {
      path: `${root}/syncs/catalogue_to_webhook/runs`,
      heading: /^Catalogue mailing/,
      shows: ['List Catalogue mailing', written(mailed.people), written(mailed.planned)],
    },
    { path: `${root}/syncs`, heading: /^Syncs$/, shows: [written(latest.planned)] },
    { path: `${ofSync}/runs`, heading: /./, shows: [written(run.planned), written(run.accepted)] },
    { path: `${ofSync}/mapping`, heading: /./, shows: ['Fields', 'Destination'] },
    { path: `${ofSync}/preview`, heading: /./, shows: ['What a run would do now', 'Unchanged'] },
    {
      path: `${ofSync}/preview?status=full`,
      heading: /./,
      shows: ['Everything again sends', 'Not sent: skipped'],
    },
    { path: `${ofSync}/runs/${run.run_id}`, heading: /^Run of /, shows: equation },
    {
      path: `${ofSync}/runs/${run.run_id}/undo`,
      heading: /^Undo a run of /,
      shows: ['What the undo would do'],
    },
    {
      path: `${root}/syncs/row?q=${encodeURIComponent(String(sent.key))}`,
      heading: /^Life of a row$/,
      shows: ['In all syncs', 'Accepted'],
    },
    {
      path: `${ofSync}/edit`,
      heading: /./,
      shows: ['Managed by files', 'Exact request', 'names the row there'],
    },
    {
      path: `${ofSync}/edit?part=schedule`,
      heading: /./,
      shows: ['When it runs', 'What waits for approval'],
    },
    { path: `${root}/syncs/new`, heading: /^New sync$/, shows: ['Source', 'Target'] },
    { path: `${root}/syncs/rejects`, heading: /^Rejected rows$/, shows: ['No row is refused.'] },
    { path: `${root}/destinations`, heading: /^Destinations$/, shows: ['Campaign tool'] },
    { path: `${root}/destinations/new`, heading: /^Add destination$/, shows: ['Webhook', 'Salesforce'] },
    {
      path: `${root}/destinations/new/webhook`,
      heading: /^Connect Webhook$/,
      shows: ['Settings of Webhook', 'Where each request goes.'],
    },
    { path: `${root}/destinations/exports/edit`, heading: /^Exports$/, shows: ['Settings of Files'] },
    { path: `${root}/sources`, heading: /^Sources$/, shows: ['raw.crm_contacts', written(source.found)] },
    {
      path: `${root}/sources/crm_contacts`,
      heading: /./,
      shows: [written(source.found), '•••', `All ${written(source.found)} rows`, 'not kept'],
    },
    {
      path: `${root}/sources/catalogue`,
      heading: /^Catalogue$/,
      shows: ['crm_contacts', written(source.found), 'not declared'],
    },
    {
      path: `${root}/sources/catalogue/raw.crm_contacts`,
      heading: /^raw\.crm_contacts$/,
      shows: [`A table of ${written(source.found)} rows.`, '•••', 'not kept'],
    },
    { path: `${root}/sources/new?table=raw.truth`, heading: /^New source$/, shows: ['record_key'] },
    { path: `${root}/sources/crm_contacts/edit`, heading: /^Edit CRM contacts$/, shows: ['Identifiers'] },
    { path: `${root}/schema`, heading: /^Schema$/, shows: ['Connections', 'Order items', 'carries email'] },
    { path: `${root}/schema/order_items`, heading: /^Order items$/, shows: ['the person of order'] },
    { path: `${root}/schema/order_items/edit`, heading: /^Edit Order items$/, shows: ['Joins'] },
    { path: `${root}/models/lineage`, heading: /^Lineage$/, shows: ['customer_360', 'raw.crm_contacts'] },
    { path: `${root}/models/profiles`, heading: /^profiles$/, shows: [people, 'Compiled SQL'] },
    { path: `${root}/models/sql`, heading: /^SQL models$/, shows: ['Purchases'] },
    { path: `${root}/models/sql/entity/purchases`, heading: /^SQL of Purchases$/, shows: ['Run'] },
    { path: `${root}/models/query`, heading: /^Query$/, shows: ['Run'] },
    { path: `${root}/models`, heading: /^Models$/, shows: ['Complete', 'identity_members'] },
    {
      path: `${root}/warehouse`,
      heading: /^Warehouse$/,
      shows: ['DuckLake', 'raw.crm_contacts', 'Granted'],
    },
    {
      path: `${root}/identity/summary`,
      heading: /^Identity$/,
      shows: [written(totals.records), written(totals.identifiers), people],
    },
    {
      path: `${root}/identity/rules`,
      heading: /^Identity$/,
      shows: ['Identifiers, strongest first', `${written(emails.held)} values of`],
    },
    { path: `${root}/identity/plans`, heading: /^Identity$/, shows: ['No change of the rules was planned'] },
    { path: `${root}/identity/review`, heading: /^Identity$/, shows: ['Matching by likeness is off.'] },
    { path: `${root}/identity/held-back`, heading: /^Identity$/, shows: [] },
    {
      path: `${root}/identity/audit`,
      heading: /^Identity$/,
      shows: ['People that may be several', 'Matches a pattern'],
    },
    {
      path: `${root}/identity/graph/${person.weft_id}`,
      heading: /^Graph of /,
      shows: [`${written(person.records)} records`, 'Now'],
    },
    {
      path: `${root}/settings/people`,
      heading: /^Settings$/,
      shows: ['Ada Admin', 'Looks at everything, with personal values masked.'],
    },
    { path: `${root}/settings/keys`, heading: /^Settings$/, shows: ['There is no key.'] },
    { path: `${root}/settings/account`, heading: /^Settings$/, shows: ['Second factor'] },
    { path: `${root}/settings/sign-on`, heading: /^Settings$/, shows: ['Single sign-on'] },
    { path: `${root}/activity`, heading: /^Activity$/, shows: ['workspace.apply', 'Versions'] },
  ];
}
