import java.io.StringReader;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.postgresql.PGConnection;
import org.postgresql.largeobject.LargeObject;
import org.postgresql.largeobject.LargeObjectManager;

/** Checks with JDBC in its four query modes, text and binary. Settings come from libpq's environment. */
public class JdbcChecks {
  interface Work {
    Object run() throws Exception;
  }

  static String mode = "";

  static void check(String name, Work work) {
    String seen;
    try {
      seen = String.valueOf(work.run());
    } catch (SQLException error) {
      seen = "error " + error.getSQLState();
    } catch (Exception error) {
      seen = "error " + error;
    }
    System.out.println(mode + " " + name + "\t" + seen.replace('\n', '|').replace('\t', '>'));
  }

  static String rows(ResultSet result) throws SQLException {
    StringBuilder text = new StringBuilder();
    int columns = result.getMetaData().getColumnCount();
    while (result.next()) {
      for (int at = 1; at <= columns; at++) text.append(result.getString(at)).append(',');
      text.append(';');
    }
    return text.toString();
  }

  public static void main(String[] words) throws Exception {
    String url = "jdbc:postgresql://" + System.getenv("PGHOST") + ":" + System.getenv("PGPORT") + "/" + System.getenv("PGDATABASE");
    for (String queryMode : new String[] {"simple", "extended", "extendedForPrepared", "extendedCacheEverything"}) {
      for (String binary : new String[] {"false", "true"}) {
        mode = queryMode + (binary.equals("true") ? " binary" : " text");
        Properties properties = new Properties();
        properties.setProperty("user", System.getenv("PGUSER"));
        properties.setProperty("password", System.getenv("PGPASSWORD"));
        properties.setProperty("preferQueryMode", queryMode);
        properties.setProperty("binaryTransfer", binary);
        properties.setProperty("prepareThreshold", binary.equals("true") ? "-1" : "2");
        properties.setProperty("defaultRowFetchSize", "3");
        try (Connection connection = DriverManager.getConnection(url, properties)) {
          all(connection);
        }
      }
    }
  }

  static void all(Connection connection) throws Exception {
    Statement statement = connection.createStatement();
    check("select", () -> rows(statement.executeQuery("select 1, 'x', null::text, 1.5::float8, true, '{1,2}'::int[]")));
    check("parameters", () -> {
      try (PreparedStatement prepared = connection.prepareStatement("select ?::int + 1, ?::text, ?::numeric")) {
        StringBuilder seen = new StringBuilder();
        for (int at = 0; at < 7; at++) {
          prepared.setInt(1, at);
          prepared.setString(2, "t" + at);
          prepared.setBigDecimal(3, new java.math.BigDecimal("1.25"));
          seen.append(rows(prepared.executeQuery()));
        }
        return seen;
      }
    });
    check("batch", () -> {
      statement.execute("create temp table if not exists batched (n int, t text)");
      try (PreparedStatement prepared = connection.prepareStatement("insert into batched values (?, ?)")) {
        for (int at = 0; at < 300; at++) {
          prepared.setInt(1, at);
          prepared.setString(2, "row " + at);
          prepared.addBatch();
        }
        return prepared.executeBatch().length + " " + rows(statement.executeQuery("select count(*), sum(n) from batched"));
      }
    });
    check("failing batch", () -> {
      try (PreparedStatement prepared = connection.prepareStatement("select 1 / ?")) {
        prepared.setInt(1, 0);
        prepared.addBatch();
        return prepared.executeBatch().length;
      }
    });
    check("fetch size", () -> {
      connection.setAutoCommit(false);
      String seen = rows(statement.executeQuery("select generate_series(1, 20)"));
      connection.commit();
      connection.setAutoCommit(true);
      return seen;
    });
    check("failed transaction", () -> {
      connection.setAutoCommit(false);
      String first = "", second = "";
      try { statement.execute("select 1/0"); } catch (SQLException error) { first = error.getSQLState(); }
      try { statement.execute("select 1"); } catch (SQLException error) { second = error.getSQLState(); }
      connection.rollback();
      connection.setAutoCommit(true);
      return first + " " + second + " " + rows(statement.executeQuery("select 'goes on'"));
    });
    check("generated keys", () -> {
      statement.execute("create temp table if not exists keyed (id int generated always as identity, t text)");
      statement.executeUpdate("insert into keyed (t) values ('a')", Statement.RETURN_GENERATED_KEYS);
      return rows(statement.getGeneratedKeys());
    });
    check("several statements", () -> {
      boolean isResult = statement.execute("select 1; select 2");
      String first = rows(statement.getResultSet());
      statement.getMoreResults();
      return isResult + first + rows(statement.getResultSet());
    });
    check("copy", () -> {
      var copy = connection.unwrap(PGConnection.class).getCopyAPI();
      statement.execute("create temp table if not exists copied (n int, t text)");
      long in = copy.copyIn("copy copied from stdin", new StringReader("1\ta\n2\tb\n"));
      StringWriter out = new StringWriter();
      copy.copyOut("copy copied to stdout", out);
      return in + out.toString();
    });
    check("large object", () -> {
      connection.setAutoCommit(false);
      LargeObjectManager objects = connection.unwrap(PGConnection.class).getLargeObjectAPI();
      long oid = objects.createLO();
      LargeObject object = objects.open(oid, LargeObjectManager.READWRITE);
      object.write(new byte[] {0, 1, 2, 3});
      object.seek(1);
      byte[] read = object.read(2);
      object.close();
      objects.delete(oid);
      connection.commit();
      connection.setAutoCommit(true);
      return java.util.Arrays.toString(read);
    });
    check("metadata", () -> {
      try (ResultSet types = connection.getMetaData().getTables(null, "pg_catalog", "pg_class", null)) {
        return rows(types);
      }
    });
    check("cancel", () -> {
      try (Statement slow = connection.createStatement()) {
        new Thread(() -> { try { Thread.sleep(300); slow.cancel(); } catch (Exception error) { throw new RuntimeException(error); } }).start();
        return slow.execute("select pg_sleep(30)");
      }
    });
    check("query timeout", () -> {
      try (Statement slow = connection.createStatement()) {
        slow.setQueryTimeout(1);
        return slow.execute("select pg_sleep(30)");
      }
    });
    check("notifications", () -> {
      statement.execute("listen heard");
      statement.execute("notify heard, 'payload'");
      var notifications = connection.unwrap(PGConnection.class).getNotifications(1000);
      return notifications == null ? "none" : notifications[0].getParameter();
    });
  }
}
