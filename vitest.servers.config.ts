// `npm run test:integration`: against real servers, which each test file starts and stops by itself.
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/servers/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
});
