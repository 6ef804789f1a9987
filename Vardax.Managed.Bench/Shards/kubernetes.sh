#!/bin/bash
# Checks a manifest of vardax submit --engine kubernetes: against the schemas of the published API that the npm package kubernetes-models
# holds, and for fields that the API does not know by the package's types. Needs node and npm.
# usage: kubernetes.sh MANIFEST
set -euo pipefail
manifest=$(realpath "$1")
work=$(mktemp -d)
cd "$work"
npm init -y > /dev/null
npm install --silent kubernetes-models@4.5.1 yaml@2 typescript@5
cat > check.js <<'END'
const fs = require("fs"), yaml = require("yaml"), { Job } = require("kubernetes-models/batch/v1");
const jobs = yaml.parseAllDocuments(fs.readFileSync(process.argv[2], "utf8")).map(document => {
  if (document.errors.length > 0) throw document.errors[0];
  return document.toJS();
});
for (const job of jobs) {
  if (job.apiVersion !== "batch/v1" || job.kind !== "Job") throw new Error(`expected a Job, found ${job.kind}`);
  new Job(job).validate();
}
fs.writeFileSync("typed.ts", 'import { IJob } from "kubernetes-models/batch/v1";\n'
  + jobs.map((job, i) => `export const job${i}: IJob = ${JSON.stringify(job)};\n`).join(""));
console.log(`${jobs.length} jobs meet the schema`);
END
node check.js "$manifest"
npx tsc --noEmit --skipLibCheck --strict --module commonjs --moduleResolution node typed.ts
echo "no field is unknown"
