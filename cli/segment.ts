import type { Command } from 'commander';
import { withControl } from '../connectors/control/connect.ts';
import { currentWorkspace } from '../connectors/control/versions.ts';
import { ConfigError } from '../connectors/errors.ts';
import { readSettings } from '../connectors/settings.ts';
import { openWarehouse } from '../connectors/warehouses/registry.ts';
import { generation } from '../models/dbt/context.ts';
import { segmentSql } from '../models/segments/compile.ts';
import { nearest } from '../models/workspace/nearest.ts';
import { Workspace } from '../models/workspace/resource.ts';
import { readCatalog } from '../workflows/refresh-models/catalog.ts';
import { answer, table } from './output.ts';
import { withPlatform } from './platform/platform.ts';

const sampleMembers = 10;

export function register(program: Command): void {
  program
    .command('segment')
    .description('ask a segment')
    .command('preview')
    .argument('<slug>', 'the segment')
    .description(
      'its size now and some of its members, computed from the traits and events of the last refresh',
    )
    .option('--json', 'the same as JSON')
    .action(async (slug: string) => {
      const settings = readSettings();
      await withPlatform(settings, ['postgres'], async () => {
        const workspace = new Workspace((await withControl(settings, currentWorkspace)).resources);
        const segment = workspace.get('segment', slug);
        if (!segment) {
          const meant = nearest(
            slug,
            workspace.all('segment').map((each) => each.slug),
          );
          throw new ConfigError(`no segment is called ${slug}`, {
            mend: meant ? `Did you mean ${meant}?` : 'Apply the workspace that declares it.',
          });
        }
        const warehouse = await openWarehouse(settings);
        try {
          const started = performance.now();
          const context = generation(
            workspace,
            await readCatalog(warehouse, workspace),
            warehouse.dialect,
            'warehouse',
          );
          const sql = segmentSql(context, segment.where);
          const [size] = await warehouse.query(`select count(*) as members from (${sql}) as segment`);
          const milliseconds = Math.round(performance.now() - started);
          const golden = Object.keys(workspace.identity?.golden ?? {}).slice(0, 4);
          const columns = ['weft_id', ...golden]
            .map((name) => `c.${warehouse.dialect.ident(name)}`)
            .join(', ');
          const members = await warehouse.query(
            `select ${columns} from weft.customer_360 as c where c.weft_id in (select weft_id from (${sql}) as segment) order by c.weft_id limit ${sampleMembers}`,
          );
          answer({ segment: slug, members: Number(size?.members), milliseconds, sample: members }, () => {
            const head = Object.keys(members[0] ?? {});
            const rows = members.map((row) => head.map((name) => String(row[name] ?? '')));
            return `${segment.name ?? slug}: ${size?.members} persons (${milliseconds} ms)\n\n${table([head, ...rows])}`;
          });
        } finally {
          await warehouse.close();
        }
      });
    });
}
