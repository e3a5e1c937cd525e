import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openWarehouse } from '../../../connectors/warehouses/registry.ts';
import { catalogContract } from './catalog.ts';
import type { Engine, Gap, Running, Subject } from './engine.ts';
import { errorsContract } from './errors.ts';
import { functionsContract } from './functions.ts';
import { lifecycleContract } from './lifecycle.ts';
import { namesContract } from './names.ts';
import { readOnlyContract } from './read-only.ts';
import { readingContract } from './reading.ts';
import { valuesContract } from './values.ts';
import { writingContract } from './writing.ts';

/** Declares one check of the contract; the limit is for one that takes longer than a test usually may. */
export type Check = (name: string, run: () => Promise<void>, limitMs?: number) => void;

/** What the topics of the contract are given: the subject is there once a check runs. */
export interface Topic {
  check: Check;
  engine: Engine;
  subject(): Subject;
}

const matches = (gap: Gap, name: string): boolean =>
  typeof gap.check === 'string' ? gap.check === name : gap.check.test(name);

const topics: Record<string, (topic: Topic) => void> = {
  values: valuesContract,
  names: namesContract,
  functions: functionsContract,
  catalog: catalogContract,
  reading: readingContract,
  writing: writingContract,
  'read-only': readOnlyContract,
  errors: errorsContract,
  lifecycle: lifecycleContract,
};

/** Every check, on one engine. A check in a known gap must fail, and in the way that the gap says. */
export function warehouseContract(engine: Engine): void {
  describe(engine.title, () => {
    let running: Running;
    let subject: Subject | undefined;
    const seen = new Set<Gap>();

    beforeAll(async () => {
      running = await engine.start();
      const warehouse = await openWarehouse(running.settings);
      const schema = `weft_contract_${Date.now().toString(36)}${process.pid.toString(36)}`;
      await warehouse.execute(`create schema ${warehouse.dialect.ident(schema)}`);
      subject = { ...running, warehouse, schema };
    });

    afterAll(async () => {
      if (subject) {
        const { warehouse, schema } = subject;
        await warehouse.execute(`drop schema ${warehouse.dialect.ident(schema)} cascade`);
        await warehouse.close();
      }
      await running?.stop();
    });

    for (const [name, declare] of Object.entries(topics)) {
      describe(name, () => {
        const check: Check = (title, run, limitMs = 30_000) => {
          const gap = engine.gaps.find((each) => matches(each, `${name}: ${title}`));
          if (!gap) {
            test(title, run, limitMs);
            return;
          }
          seen.add(gap);
          test(
            `${title} (not here: ${gap.reason})`,
            async () => {
              await expect(run()).rejects.toThrow(gap.failure);
            },
            limitMs,
          );
        };
        declare({
          check,
          engine,
          subject: () => {
            if (!subject) throw new Error(`${engine.title} did not start`);
            return subject;
          },
        });
      });
    }

    test('every known gap is one of a check', () => {
      expect(engine.gaps.filter((gap) => !seen.has(gap))).toEqual([]);
    });
  });
}
