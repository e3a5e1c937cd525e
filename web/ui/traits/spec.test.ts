import { expect, test } from 'vitest';
import { traitKinds } from '../../../models/workspace/kinds/trait.ts';
import { kindForms, kindGroups } from './fields.ts';
import { asKind, kindOf, type Memory, valueAt, withValue } from './spec.ts';

test('every kind of the grammar has a form, and stands once in the picker', () => {
  const kinds = Object.keys(traitKinds).toSorted();
  expect(Object.keys(kindForms).toSorted()).toEqual(kinds);
  expect(Object.values(kindGroups).flat().toSorted()).toEqual(kinds);
});

test('a form asks for rows where the grammar reads rows', () => {
  for (const [key, kind] of Object.entries(traitKinds)) {
    const form = kindForms[key as keyof typeof kindForms];
    expect([key, form.rows !== null]).toEqual([key, kind.reads === 'rows']);
    expect([key, form.unbounded === true]).toEqual([
      key,
      'unbounded' in kind && kind.unbounded !== undefined,
    ]);
  }
});

test('a kind that was switched and back has every value', () => {
  const memory: Memory = new Map();
  const before = {
    kind: 'trait',
    slug: 'spent',
    from: 'orders',
    where: { status: 'paid' },
    within: '30 days',
    measure: { sum: 'total' },
  };
  const formula = asKind(before, 'formula', memory);
  expect(formula).toEqual({ kind: 'trait', slug: 'spent', formula: '' });
  expect(kindOf(formula)).toBe('formula');
  const changed = { ...formula, formula: '{a} + 1' };
  expect(asKind(changed, 'measure', memory)).toEqual(before);
  expect(asKind(before, 'formula', memory)).toEqual(changed);
});

test('a value at a path is set in a copy, and undefined takes it away', () => {
  const spec = { nearest: { person: { latitude: 'a' } } };
  const path = ['nearest', 'person', 'longitude'];
  const set = withValue(spec, path, 'b');
  expect(set).toEqual({ nearest: { person: { latitude: 'a', longitude: 'b' } } });
  expect(spec).toEqual({ nearest: { person: { latitude: 'a' } } });
  expect(valueAt(set, path)).toBe('b');
  expect(withValue(set, path, undefined)).toEqual(spec);
  expect(withValue('count', ['sum'], 'total')).toEqual({ sum: 'total' });
});
