import { defineConfig } from 'vitest/config';

const inBrowser = {
  environment: 'node' as const,
  globalSetup: 'test/harness/pages.ts',
  testTimeout: 60_000,
  hookTimeout: 120_000,
  // A busy machine may be late with a frame or a click once; what is wrong is wrong twice.
  retry: 1,
};

// What measures frames, and so runs alone.
const measuring = ['test/frames.test.ts', 'test/report/large.test.ts', 'test/report/timeline.test.ts'];

// Unit tests need Node alone; the others drive a headless Chromium, two at a time.
export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['src/**/*.test.ts'], environment: 'node' } },
      {
        test: {
          name: 'browser',
          include: ['test/**/*.test.ts'],
          exclude: measuring,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
          ...inBrowser,
        },
      },
      {
        test: {
          name: 'frames',
          include: measuring,
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
          ...inBrowser,
        },
      },
    ],
  },
});
