'use client';

import { PasswordInput, type PasswordInputProps } from '@mantine/core';
import { useTranslations } from 'next-intl';

/** A password that can be shown while it is typed. */
export function PasswordField(props: PasswordInputProps) {
  const words = useTranslations('common');
  return <PasswordInput visibilityToggleButtonProps={{ 'aria-label': words('showPassword') }} {...props} />;
}
