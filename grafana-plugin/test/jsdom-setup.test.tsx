/** @jest-environment jsdom */
import { Button, Sparkline } from '@grafana/ui';
import { render, screen } from '@testing-library/react';

test("a component of Grafana's renders in jsdom", () => {
  render(<Button>Save</Button>);
  expect(screen.getByRole('button', { name: 'Save' }).tagName).toBe('BUTTON');
});

test('what draws on a canvas can at least be loaded', () => {
  expect(Sparkline).toBeDefined();
});
