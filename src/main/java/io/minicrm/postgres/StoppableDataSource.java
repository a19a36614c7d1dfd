package io.minicrm.postgres;

import io.minicrm.pending.PendingRead;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGStatement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Cancels the statements of a {@link PendingRead} that is abandoned.
 *
 * <p>A cancel request names the connection, not the statement, and the connection comes from a pool. The driver keeps
 * it from hitting the next statement, or the next user: it sends the request only while the statement is executed, and
 * the execution does not return before the server has taken the request.
 */
final class StoppableDataSource extends DelegatingDataSource {

    private static final Logger LOG = LoggerFactory.getLogger(StoppableDataSource.class);

    /** query_canceled, as the server says it. */
    private static final String CANCELED = "57014";

    StoppableDataSource(DataSource pool) {
        super(pool);
    }

    @Override
    public Connection getConnection() throws SQLException {
        PendingRead pending = PendingRead.current();
        if (pending == null) {
            return super.getConnection();
        }
        refuseIfAbandoned(pending);
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                new Statements(super.getConnection(), pending));
    }

    private static void refuseIfAbandoned(PendingRead pending) throws SQLException {
        if (pending.isAbandoned()) {
            throw new SQLNonTransientException("Nobody waits for the result any more", CANCELED);
        }
    }

    /** Notes the statements of a connection until it goes back to the pool. */
    private static final class Statements implements InvocationHandler {

        private final Connection connection;
        private final PendingRead pending;
        private final List<PendingRead.Work> noted = new ArrayList<>();

        Statements(Connection connection, PendingRead pending) {
            this.connection = connection;
            this.pending = pending;
        }

        @Override
        public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
            try {
                Object result = method.invoke(connection, arguments);
                if (result instanceof Statement statement) {
                    note(statement);
                }
                return result;
            } catch (InvocationTargetException failed) {
                throw failed.getCause() == null ? failed : failed.getCause();
            } finally {
                if (method.getName().equals("close")) {
                    noted.forEach(PendingRead.Work::close);
                }
            }
        }

        private void note(Statement statement) throws SQLException {
            if (pending.isAbandoned()) {
                statement.close();
                refuseIfAbandoned(pending);
            }
            // The driver's statement: the pool's would take a cancel request that fails for a broken connection.
            Statement drivers = (Statement) statement.unwrap(PGStatement.class);
            noted.add(pending.begin(() -> cancel(drivers)));
        }

        private static void cancel(Statement statement) {
            try {
                statement.cancel();
            } catch (SQLException failed) {
                LOG.debug("A statement was not cancelled", failed);
            }
        }
    }
}
