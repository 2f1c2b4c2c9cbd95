import type { Mount, Services } from '../../../kernel/server/mount.ts'
import { companyEndpoints } from '../contract/company.ts'
import { duplicateEndpoints } from '../contract/duplicates.ts'
import { exportEndpoints, importEndpoints } from '../contract/import.ts'
import { personEndpoints } from '../contract/person.ts'
import { createCompany, getCompany, listCompanies, removeCompany, saveCompanies, updateCompany } from './companies.ts'
import { merge, previewMerge } from './merge.ts'
import { listPairs, tellApart } from './pairs.ts'
import { permitUnmasked } from './permit.ts'
import { exportCompanies, exportPeople } from './export.ts'
import { runImport, uploadImport } from './importing.ts'
import { addRole, createPerson, getPerson, listPeople, removePerson, removeRole, revealPerson, savePeople, updatePerson } from './people.ts'
import { listMerges, previewUndo, undoMerge } from './unmerge.ts'

export function routes(mount: Mount, services: Services) {
  mount.endpoint(personEndpoints.list, (ctx, { query }) => listPeople(ctx, query))
  mount.endpoint(personEndpoints.get, (ctx, { params }) => getPerson(ctx, params.id))
  mount.endpoint(personEndpoints.create, (ctx, { body }) => createPerson(ctx, body))
  mount.endpoint(personEndpoints.batch, (ctx, { body }) => savePeople(ctx, body))
  mount.endpoint(personEndpoints.update, (ctx, { params, body }) => updatePerson(ctx, params.id, body))
  mount.endpoint(personEndpoints.remove, (ctx, { params }) => removePerson(ctx, params.id))
  mount.endpoint(personEndpoints.reveal, (ctx, { params, query }) => revealPerson(ctx, params.id, query.fields, query.reason))
  mount.endpoint(personEndpoints.addRole, (ctx, { params, body }) => addRole(ctx, params.id, body))
  mount.endpoint(personEndpoints.removeRole, (ctx, { params }) => removeRole(ctx, params.id, params.roleId))

  mount.endpoint(companyEndpoints.list, (ctx, { query }) => listCompanies(ctx, query))
  mount.endpoint(companyEndpoints.get, (ctx, { params }) => getCompany(ctx, params.id))
  mount.endpoint(companyEndpoints.create, (ctx, { body }) => createCompany(ctx, body))
  mount.endpoint(companyEndpoints.batch, (ctx, { body }) => saveCompanies(ctx, body))
  mount.endpoint(companyEndpoints.update, (ctx, { params, body }) => updateCompany(ctx, params.id, body))
  mount.endpoint(companyEndpoints.remove, (ctx, { params }) => removeCompany(ctx, params.id))

  mount.endpoint(duplicateEndpoints.list, (ctx, { query }) => listPairs(ctx, query))
  mount.endpoint(duplicateEndpoints.tellApart, (ctx, { body }) => tellApart(ctx, body))
  mount.endpoint(duplicateEndpoints.preview, (ctx, { query }) => previewMerge(ctx, query))
  mount.endpoint(duplicateEndpoints.merge, (ctx, { body }) => merge(ctx, body))
  mount.endpoint(duplicateEndpoints.merges, (ctx, { query }) => listMerges(ctx, query))
  mount.endpoint(duplicateEndpoints.undoPreview, (ctx, { params }) => previewUndo(ctx, params.id))
  mount.endpoint(duplicateEndpoints.undo, (ctx, { params }) => undoMerge(ctx, params.id))

  mount.endpoint(importEndpoints.upload, (ctx, { query, body }) => uploadImport(ctx, query.kind, query.name, body))
  mount.endpoint(importEndpoints.run, (ctx, { params, body }) => runImport(ctx, params.id, body.mapping, body.dryRun))
  mount.endpoint(exportEndpoints.people, async (ctx, { query }) => {
    if (!query.masked) await permitUnmasked(ctx, services)
    return exportPeople(ctx, query)
  })
  mount.endpoint(exportEndpoints.companies, (ctx, { query }) => exportCompanies(ctx, query))
}
