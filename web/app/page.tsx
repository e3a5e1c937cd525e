import { redirect } from 'next/navigation';
import { workspaceSlug } from '../data/workspace.ts';
import { pathsOf } from '../ui/paths.ts';

export default async function Home() {
  redirect(pathsOf(await workspaceSlug()).overview);
}
