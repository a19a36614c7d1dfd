import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { messages } from '@/messages';
import { announcements } from '@/ui/announcements';

const UNDO_MILLIS = 10_000;

/** Says for a moment what has been done, and offers to undo it if that is possible. */
export function toast(text: string, onUndo?: () => void) {
  announcements.announce(text);
  if (onUndo === undefined) {
    notifications.show({ message: text, 'aria-label': text });
    return;
  }
  const id = notifications.show({
    autoClose: UNDO_MILLIS,
    'aria-label': text,
    message: (
      <span className="row spread">
        {text}
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => {
            notifications.hide(id);
            onUndo();
          }}
        >
          {messages.undo}
        </Button>
      </span>
    ),
  });
}
