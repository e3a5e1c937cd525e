import { kindsOf, relationOf } from '../../dbt/context.ts';
import { relatedRows } from '../../entities/related.ts';
import { recordKey } from '../../identity/record-key.ts';
import { goldenKind } from '../../profiles/context.ts';
import { degrees, distanceKm, isPlace } from '../../template/distance.ts';
import { folderBeside } from '../../template/folder.ts';
import { outputName } from '../../workspace/kinds/traits/kind.ts';
import type { nearest } from '../../workspace/kinds/traits/nearest.ts';
import type { ByModel } from './computation.ts';

const templates = folderBeside(import.meta.url, '..', 'templates');

const place = (alias: string) => ({ latitude: `${alias}.latitude`, longitude: `${alias}.longitude` });

export const nearestTrait: ByModel<typeof nearest> = {
  by: 'model',
  statement({ generation, trait, settings }) {
    const { dialect, render, workspace } = generation;
    const entity = workspace.get('entity', settings.entity);
    if (!entity) throw new TypeError(`no entity is called ${settings.entity}`);
    const { latitude, longitude, name, region } = settings;
    const rows = relatedRows(
      generation,
      entity,
      relationOf(generation, entity),
      [latitude, longitude, name, region].flatMap((path) => path ?? []),
    );
    const ofEntity = (path: string) => degrees(dialect, rows.column(path), rows.kindOf(path) === 'text');
    const ofPerson = (column: string) => {
      const from = workspace.identity?.golden[column]?.from ?? [];
      return degrees(dialect, dialect.ident(column), goldenKind(generation, from) === 'text');
    };
    const labels = (['name', 'region'] as const).flatMap((label) => {
      const column = settings[label];
      return column === undefined
        ? []
        : {
            label,
            text: dialect.text(rows.column(column), rows.kindOf(column)),
            name: outputName(trait.slug, label),
          };
    });
    return render(templates, 'nearest', {
      relation: rows.relation,
      key: recordKey(dialect, entity, kindsOf(generation, entity)),
      labels,
      entity: { latitude: ofEntity(settings.latitude), longitude: ofEntity(settings.longitude) },
      person: {
        latitude: ofPerson(settings.person.latitude),
        longitude: ofPerson(settings.person.longitude),
      },
      valid: isPlace({ latitude: 'latitude', longitude: 'longitude' }),
      fromCentre: distanceKm(place('c'), place('s')),
      km: distanceKm(place('p'), place('s')),
      most: settings.within_km ?? null,
      names: { key: outputName(trait.slug, ''), km: outputName(trait.slug, 'km') },
    });
  },
};
