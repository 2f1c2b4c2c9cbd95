import { pick } from '../../../kernel/contract/localized.ts'
import { useLang } from '../../../kernel/web/i18n.ts'
import { type Group, groupNames, groups, type Role, roleNames, roles } from '../contract/roles.ts'

/** Names and choices of roles and groups in the person's language. */
export function useRoles() {
  const lang = useLang()
  return {
    roleName: (role: string) => pick(roleNames[role as Role], lang) || role,
    groupName: (group: string) => pick(groupNames[group as Group], lang) || group,
    roleOptions: roles.map((value) => ({ value: value as string, label: pick(roleNames[value], lang) })),
    groupOptions: groups.map((value) => ({ value: value as string, label: pick(groupNames[value], lang) })),
    listGroups: (all: readonly string[]) => all.map((g) => pick(groupNames[g as Group], lang)).join(lang === 'en' ? ', ' : '、'),
  }
}
