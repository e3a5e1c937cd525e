import { expect, test } from 'vitest';
import { type EditHistory, editStep, startHistory } from './edit-history.ts';

const put = (history: EditHistory<string>, to: string, at = 0, of?: string) =>
  editStep(history, { type: 'change', to: () => to, at, of });
const undo = (history: EditHistory<string>) => editStep(history, { type: 'undo' });
const redo = (history: EditHistory<string>) => editStep(history, { type: 'redo' });

test('steps lead back and forth, and a change ends what lay ahead', () => {
  const edited = put(put(startHistory('a'), 'b'), 'c');
  expect(undo(edited).now).toBe('b');
  expect(undo(undo(edited)).now).toBe('a');
  expect(undo(undo(undo(edited))).now).toBe('a');
  expect(redo(undo(edited)).now).toBe('c');
  const other = put(undo(edited), 'd');
  expect(redo(other).now).toBe('d');
  expect(undo(other).now).toBe('b');
});

test('typing in one place is one step until it pauses', () => {
  let history = put(startHistory(''), 'h', 0, 'name');
  history = put(history, 'he', 400, 'name');
  history = put(history, 'hey', 2000, 'name');
  history = put(history, 'hey!', 2100, 'description');
  expect(undo(history).now).toBe('hey');
  expect(undo(undo(history)).now).toBe('he');
  expect(undo(undo(undo(history))).now).toBe('');
});

test('the last hundred steps are kept', () => {
  let history = startHistory('0');
  for (let step = 1; step <= 150; step++) history = put(history, String(step));
  for (let step = 0; step < 200; step++) history = undo(history);
  expect(history.now).toBe('50');
});

test('a change to the same is none', () => {
  const history = startHistory('a');
  expect(put(history, 'a')).toBe(history);
});
