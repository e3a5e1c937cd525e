import { redirect } from 'next/navigation';
import { pathsOf } from '../../../../ui/paths.ts';

export default async function SettingsPage({ params }: { params: Promise<{ workspace: string }> }) {
  redirect(pathsOf((await params).workspace).settings('account'));
}
