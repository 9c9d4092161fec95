import { expect, test } from 'vitest';
import { FAILED, ON_PATH, RETRIED, SKEWED } from './types';

test('flags are bits of their own', () => {
  expect(ON_PATH | FAILED | RETRIED | SKEWED).toBe(15);
});
