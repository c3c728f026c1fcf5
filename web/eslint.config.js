import js from "@eslint/js";
import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";

export default defineConfig(
  { ignores: ["dist/", "node_modules/", "**/*.gen.ts"] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  {
    rules: {
      // Trusted Types allow no markup from strings, so neither does the code.
      "no-restricted-properties": ["error", { property: "innerHTML" }, { property: "outerHTML" }],
      "no-console": "error",
      eqeqeq: "error",
      // Private is #x.  What a decorator of Lit stands on cannot be: that is `protected`, for nobody else to use.
      "no-restricted-syntax": [
        "error",
        ...[
          "PropertyDefinition[accessibility='private']",
          "MethodDefinition[accessibility='private'][kind!='constructor']",
          "TSParameterProperty[accessibility='private']",
        ].map((selector) => ({ selector, message: "Write #x; under a decorator of Lit write protected." })),
        { selector: ":matches(PropertyDefinition, MethodDefinition)[key.name=/^_/]", message: "Write #x." },
      ],
    },
  },
  {
    files: ["**/*.ts"],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": "error",
      "@typescript-eslint/switch-exhaustiveness-check": "error",
    },
  },
);
