import type { Taxonomy } from '../../domain/taxonomy/taxonomy';

/** What `answers template` can print. */
export const TEMPLATE_LANGUAGES = ['sql', 'js', 'python', 'ruby', 'php'] as const;
export type TemplateLanguage = (typeof TEMPLATE_LANGUAGES)[number];

/** A module, or a submodule of it; empty for the module itself. */
type Target = readonly [module: string, submodule: string];

/** Every active module that legacy flags decide about, each followed by its active submodules. */
export function templateTargets(taxonomy: Taxonomy): readonly Target[] {
  return taxonomy
    .activeModules()
    .filter(({ policy }) => policy === 'ENTITLEMENT')
    .flatMap(({ key }): readonly Target[] => [
      [key, ''],
      ...taxonomy.activeSubmodules(key).map((submodule): Target => [key, submodule.key]),
    ]);
}

/** A program, or a statement, that writes the CSV file for `answers import`. */
export function snippet(language: TemplateLanguage, targets: readonly Target[]): string {
  return SNIPPETS[language](targets);
}

/** The ids of the source, as psql prints them: the product's table may have another name, or more rows. */
const IDS = `psql -qAtc 'SELECT id FROM portcullis.organizations' "$DATABASE_URL"`;

const SNIPPETS: Readonly<Record<TemplateLanguage, (targets: readonly Target[]) => string>> = {
  sql: (targets) => `-- psql -qAt -f export-answers.sql "$DATABASE_URL" > answers.csv
-- The role needs USAGE on the schema portcullis and SELECT on its view organizations, which has the ids of the source.
-- Replace product_allows(…) with your product's own condition; its submodule is empty for the module itself.
COPY (
  SELECT o.id AS organization, t.module, t.submodule, product_allows(o.id, t.module, t.submodule) AS allowed
  FROM portcullis.organizations o
  CROSS JOIN (VALUES
${targets.map(([module, submodule]) => `    ('${module}', '${submodule}')`).join(',\n')}
  ) AS t (module, submodule)
  ORDER BY o.id, t.module, t.submodule
) TO STDOUT WITH (FORMAT csv, HEADER true, FORCE_QUOTE (organization));
`,
  js: (targets) => `// Ids of organizations are read from standard input, one a line:
// ${IDS} | node export-answers.mjs > answers.csv
import { createInterface } from 'node:readline';

/** Replace this with a call of your product's own code; submodule is '' for the module itself. */
async function productAllows(organization, module, submodule) {
  throw new Error(\`call your product's check for \${organization} \${module} \${submodule}\`);
}

const targets = [
${targets.map(([module, submodule]) => `  ['${module}', '${submodule}'],`).join('\n')}
];

process.stdout.write('organization,module,submodule,allowed\\n');
for await (const organization of createInterface({ input: process.stdin })) {
  if (organization === '') continue;
  const cell = \`"\${organization.replaceAll('"', '""')}"\`;
  for (const [module, submodule] of targets) {
    const allowed = (await productAllows(organization, module, submodule)) === true;
    process.stdout.write(\`\${cell},\${module},\${submodule},\${allowed}\\n\`);
  }
}
`,
  python: (targets) => `# Ids of organizations are read from standard input, one a line:
# ${IDS} | python3 export_answers.py > answers.csv
import csv
import sys


def product_allows(organization, module, submodule):
    """Replace this with a call of your product's own code; submodule is '' for the module itself."""
    raise NotImplementedError(f"call your product's check for {organization} {module} {submodule}")


TARGETS = [
${targets.map(([module, submodule]) => `    ("${module}", "${submodule}"),`).join('\n')}
]

out = csv.writer(sys.stdout, quoting=csv.QUOTE_ALL)
out.writerow(["organization", "module", "submodule", "allowed"])
for organization in filter(None, (line.rstrip("\\r\\n") for line in sys.stdin)):
    for module, submodule in TARGETS:
        allowed = product_allows(organization, module, submodule) is True
        out.writerow([organization, module, submodule, "true" if allowed else "false"])
`,
  ruby: (targets) => `# Ids of organizations are read from standard input, one a line:
# ${IDS} | ruby export_answers.rb > answers.csv
require "csv"

# Replace this with a call of your product's own code; submodule is "" for the module itself.
def product_allows?(organization, mod, submodule)
  raise NotImplementedError, "call your product's check for #{organization} #{mod} #{submodule}"
end

TARGETS = [
${targets.map(([module, submodule]) => `  ["${module}", "${submodule}"],`).join('\n')}
]

puts CSV.generate_line(%w[organization module submodule allowed])
$stdin.each_line(chomp: true).reject(&:empty?).each do |organization|
  TARGETS.each do |mod, submodule|
    allowed = product_allows?(organization, mod, submodule) == true
    puts CSV.generate_line([organization, mod, submodule, allowed], force_quotes: true)
  end
end
`,
  php: (targets) => `<?php
// Ids of organizations are read from standard input, one a line:
// ${IDS} | php export-answers.php > answers.csv

/** Replace this with a call of your product's own code; $submodule is '' for the module itself. */
function product_allows(string $organization, string $module, string $submodule): bool
{
    throw new RuntimeException("call your product's check for $organization $module $submodule");
}

$targets = [
${targets.map(([module, submodule]) => `    ['${module}', '${submodule}'],`).join('\n')}
];

fputcsv(STDOUT, ['organization', 'module', 'submodule', 'allowed'], ',', '"', '');
while (($line = fgets(STDIN)) !== false) {
    $organization = rtrim($line, "\\r\\n");
    if ($organization === '') {
        continue;
    }
    foreach ($targets as [$module, $submodule]) {
        $allowed = product_allows($organization, $module, $submodule) === true ? 'true' : 'false';
        fputcsv(STDOUT, [$organization, $module, $submodule, $allowed], ',', '"', '');
    }
}
`,
};
