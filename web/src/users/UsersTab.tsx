import { Button } from '@mantine/core';
import type { User } from '@/api/client';
import { messages } from '@/messages';
import { Failure } from '@/ui/Failure';
import { LoadMore } from '@/ui/LoadMore';
import { Scrolling } from '@/ui/Scrolling';
import { Skeleton } from '@/ui/Skeleton';
import { AddUser } from '@/users/AddUser';
import { useChangeUser, useUsers } from '@/users/queries';
import { RoleChoice } from '@/users/RoleChoice';

const texts = messages.users;

export function UsersTab() {
  const { users, isPending, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useUsers();
  return (
    <>
      {error && <Failure error={error} onRetry={() => refetch()} />}
      {isPending && !error && <Skeleton rows={12} />}
      {!isPending && users.length === 0 && <p>{texts.none}</p>}
      {users.length > 0 && (
        <Scrolling label={texts.tabs.people}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{texts.email}</th>
                <th scope="col">{texts.name}</th>
                <th scope="col">{texts.role}</th>
                <th scope="col">{texts.state}</th>
                <th scope="col">{texts.actions}</th>
              </tr>
            </thead>
            <tbody>
              {users.map((user) => (
                <UserRow key={user.user_id} user={user} />
              ))}
            </tbody>
          </table>
        </Scrolling>
      )}
      <LoadMore hasNextPage={hasNextPage} isFetchingNextPage={isFetchingNextPage} fetchNextPage={fetchNextPage} />
      {!isPending && <AddUser />}
    </>
  );
}

function UserRow({ user }: { user: User }) {
  const change = useChangeUser(user.user_id);
  return (
    <>
      <tr>
        <td className="wide">{user.email}</td>
        <td className="wide">{user.name}</td>
        <td>
          <RoleChoice
            label={texts.roleOf(user.email)}
            isLabelHidden
            role={user.role}
            onChange={(role) => change.mutate({ role })}
          />
        </td>
        <td>{user.disabled ? texts.disabled : texts.active}</td>
        <td>
          <Button
            variant="default"
            size="compact-sm"
            aria-label={`${user.disabled ? texts.enable : texts.disable}: ${user.email}`}
            loading={change.isPending}
            onClick={() => change.mutate({ disabled: !user.disabled })}
          >
            {user.disabled ? texts.enable : texts.disable}
          </Button>
        </td>
      </tr>
      {change.error && (
        <tr>
          <td colSpan={5}>
            <Failure error={change.error} />
          </td>
        </tr>
      )}
    </>
  );
}
