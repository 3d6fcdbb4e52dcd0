import { expect, it } from 'vitest';
import { Board } from './board.js';

function terminal(isTTY: boolean) {
  const written: string[] = [];
  const out = {
    isTTY,
    columns: 80,
    rows: 24,
    write: (text: string) => (written.push(text), true),
  } as unknown as NodeJS.WriteStream;
  return { out, text: () => written.join('') };
}

it('repaints in place on a terminal', () => {
  const { out, text } = terminal(true);
  const board = new Board(out);
  board.show(['producer 1']);
  board.show(['producer 2']);
  // Erasing the previous line is what makes it "in place".
  expect(text()).toContain('\u001B[');
  expect(text()).toContain('producer 2');
});

it('prints plain lines elsewhere, and only what changed', () => {
  const { out, text } = terminal(false);
  const board = new Board(out);
  board.say('Live events.');
  board.show(['producer 1']);
  board.show(['producer 1']);
  board.show(['producer 2']);
  expect(text()).toBe('Live events.\nproducer 1\nproducer 2\n');
});
