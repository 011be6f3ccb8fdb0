import { configDefaults, defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // `npm run test:integration`
    exclude: [...configDefaults.exclude, "test/servers/**"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    // Test files share nothing that they change, so modules need loading only once per worker.
    isolate: false,
  },
});
