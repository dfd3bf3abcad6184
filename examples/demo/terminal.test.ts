import { createTerminal, type Output } from './terminal.js';

function record(isTTY: boolean): { readonly output: Output; readonly text: () => string } {
  let text = '';
  return {
    output: {
      isTTY,
      columns: 60,
      write: (more) => {
        text += more;
      },
    },
    text: () => text,
  };
}

describe('the terminal', () => {
  it('tells each step with the seconds since the start', () => {
    const { output, text } = record(false);
    let now = 5_000;
    const terminal = createTerminal(output, () => now);
    now += 1_240;
    terminal.step('The bridge listens');
    expect(text()).toBe('  1.2 s  The bridge listens\n');
  });

  it('prints a few plain lines instead of a bar where nothing can be cleared', () => {
    const { output, text } = record(false);
    const terminal = createTerminal(output, () => 0);
    for (let percent = 0; percent <= 100; percent += 1) terminal.bar('History', percent / 100, 'x');
    expect(text().match(/\d+ %/g)).toEqual(['25 %', '50 %', '75 %', '100 %']);
    expect(text()).not.toContain('\u001b');
  });

  it('moves a bar on a terminal, never wider than it, and clears it before the next line', () => {
    const { output, text } = record(true);
    const terminal = createTerminal(output, () => 0);
    terminal.bar('History', 0.5, 'a detail that is much too long for this terminal');
    terminal.step('Done');
    const [bar = '', done = ''] = text().split('\r\u001b[2K').slice(1);
    expect(bar).toContain('████████████░░░░░░░░░░░░  50 %'.slice(0, 30));
    expect(bar.length).toBeLessThan(60);
    expect(done).toBe('  0.0 s  Done\n');
  });
});
