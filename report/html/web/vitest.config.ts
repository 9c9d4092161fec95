import { defineConfig } from 'vitest/config';

// Unit tests need Node alone; browser tests drive a headless Chromium, one file
// after the other, as they measure frames.
export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['src/**/*.test.ts'], environment: 'node' } },
      {
        test: {
          name: 'browser',
          include: ['test/**/*.test.ts'],
          environment: 'node',
          globalSetup: 'test/harness/pages.ts',
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
