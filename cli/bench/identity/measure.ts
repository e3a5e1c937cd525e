import type { Warehouse } from '../../../connectors/warehouses/connection.ts';
import { openWarehouse } from '../../../connectors/warehouses/registry.ts';
import { note } from '../../output.ts';
import { withEmbeddedHome } from '../../platform/embedded-home.ts';
import { addRecords, type Graph, writeRecords } from './generate.ts';
import {
  type PeerName,
  peerTable,
  runScipy,
  runSplink,
  type ScipyResult,
  type SplinkResult,
} from './peers.ts';
import { type Resolution, resolve } from './resolve.ts';
import type { Bench } from './run-models.ts';

export interface MeasureOptions {
  peers: readonly PeerName[];
  /** Seconds after which a peer is stopped. */
  peerLimit: number;
  incremental: boolean;
}

export interface Measured {
  graph: Graph;
  full: Resolution;
  /** Records of components that hold several persons, which took stages. */
  stagedRecords: number;
  scipy: ScipyResult | null;
  splink: SplinkResult | null;
  /** Whether Weft's persons are the peer's components; null where limits or no peer keep them apart. */
  samePartition: boolean | null;
  incremental: { added: number; resolution: Resolution; samePartition: boolean | null } | null;
}

/** Runs `work` with an embedded warehouse of its own in a new folder below `folder`, which is removed after. */
export const withBench = <T>(
  folder: string,
  memory: string | undefined,
  work: (bench: Bench) => Promise<T>,
): Promise<T> =>
  withEmbeddedHome(folder, 'weft bench', async (settings) => {
    const warehouse = await openWarehouse(settings);
    try {
      return await work({ home: settings.home, settings, warehouse, memory });
    } finally {
      await warehouse.close();
    }
  });

/** Resolves one graph by Weft and by its peers, each with the machine to itself. */
export async function measure(bench: Bench, graph: Graph, options: MeasureOptions): Promise<Measured> {
  const { warehouse } = bench;
  const say = (text: string) => note(`${graph.name}, ${graph.records.toLocaleString('en')} records: ${text}`);
  say('generating');
  await writeRecords(warehouse, graph);
  say('resolving');
  const full = await resolve(bench, graph, 'full');
  const stagedRecords = await stagedOf(warehouse);
  const comparable = !graph.limits && options.peers.includes('scipy');
  let scipy: ScipyResult | null = null;
  let splink: SplinkResult | null = null;
  if (options.peers.includes('scipy')) {
    say('reading out, pandas and scipy');
    scipy = await runScipy(bench, graph);
  }
  const samePartition = comparable ? await equalsPeer(warehouse) : null;
  if (options.peers.includes('splink')) {
    say('splink');
    splink = await runSplink(bench, graph, options.peerLimit);
  }
  let incremental: Measured['incremental'] = null;
  if (options.incremental) {
    const added = await addRecords(warehouse, graph, 0.01);
    say(`resolving ${added.toLocaleString('en')} more`);
    const resolution = await resolve(bench, graph, 'incremental');
    if (comparable) await runScipy(bench, graph);
    incremental = {
      added,
      resolution,
      samePartition: comparable ? await equalsPeer(warehouse) : null,
    };
  }
  return { graph, full, stagedRecords, scipy, splink, samePartition, incremental };
}

/**
 * Two partitions are equal where each group of one meets one group of the other only. Records without a link are in
 * none of the peer's components, and each is a person by itself.
 */
async function equalsPeer(warehouse: Warehouse): Promise<boolean> {
  const [row] = await warehouse.query(`
    with both_sides as (
      select m.weft_id, p.component from weft.identity_members as m
      left join ${peerTable} as p on p.record_key = m.record_key
    ),
    linked as (select weft_id, component from both_sides where component is not null),
    alone as (select weft_id from both_sides where component is null)
    select (select count(*) from linked) = (select count(*) from ${peerTable}) as complete,
      (select count(distinct weft_id) from linked) as persons,
      (select count(distinct component) from linked) as components,
      (select count(*) from (select distinct weft_id, component from linked) as d) as meetings,
      (select count(*) from alone) as alone,
      (select count(distinct weft_id) from weft.identity_members) as all_persons`);
  const persons = Number(row?.persons);
  return (
    row?.complete === true &&
    persons === Number(row.components) &&
    persons === Number(row.meetings) &&
    Number(row.all_persons) === persons + Number(row.alone)
  );
}

async function stagedOf(warehouse: Warehouse): Promise<number> {
  const [row] = await warehouse.query(`
    select coalesce(sum(records), 0) as staged from (
      select count(*) as records from weft.identity_members group by component having count(distinct weft_id) > 1
    ) as parted`);
  return Number(row?.staged ?? 0);
}
