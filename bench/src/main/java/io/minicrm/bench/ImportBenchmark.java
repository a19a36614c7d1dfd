package io.minicrm.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Import of a CSV file with all leads over HTTP, compared with a COPY of the same rows into an equal table. */
final class ImportBenchmark implements Benchmark {

    private static final String SAME_ROWS = """
        SELECT count(*) FROM leads l JOIN bench_leads b USING (id)
        WHERE (l.name, l.email, l.phone, l.unsubscribed, l.attributes)
              IS NOT DISTINCT FROM (b.name, b.email, b.phone, b.unsubscribed, b.attributes)
        """;

    @Override
    public String name() {
        return "import";
    }

    @Override
    public String description() {
        return "CSV import of all leads, compared with a COPY of the same rows";
    }

    @Override
    public List<Figure> run(Session session) throws Exception {
        int leads = session.options().leads();
        session.ensureLeads(0);
        Database database = session.server().database();
        Path csv = session.options().folder().resolve("leads.csv");
        Path copy = session.options().folder().resolve("import.copy");
        session.generated().writeCsv(csv, 0, leads);
        session.generated().writeCopy(copy, 0, leads);
        database.run("CHECKPOINT");

        CpuTime idle = CpuTime.of(session.server());
        long begin = System.nanoTime();
        JsonNode answer = session.server().api().importCsv(csv);
        double importing = (System.nanoTime() - begin) / 1e9;
        CpuTime cpu = CpuTime.of(session.server()).since(idle);
        session.leadsStored(leads);
        InconsistentFiguresException.check(
                "rows rejected", 0, answer.get("rejected").asLong());
        InconsistentFiguresException.check(
                "rows imported", leads, answer.get("imported").asLong());

        double copying = copySeconds(database, copy, leads);

        Session.settle(database);
        InconsistentFiguresException.check("equal rows", leads, database.number(SAME_ROWS));
        database.run("DROP TABLE bench_leads");
        long bytes = Files.size(csv);
        Files.delete(csv);
        Files.delete(copy);
        return List.of(
                Figure.of(name(), "CSV import of %,d rows".formatted(leads), leads / importing, "rows/s")
                        .goal("60,000 and 0.5 of COPY")
                        .againstRate(leads / copying)
                        .with("seconds", importing)
                        .with("bytes", bytes),
                cpu(cpu, leads));
    }

    private static double copySeconds(Database database, Path copy, int leads) throws Exception {
        database.createLike("bench_leads", "leads");
        database.run("CHECKPOINT");
        long begin = System.nanoTime();
        InconsistentFiguresException.check("rows copied", leads, database.copyLeads(copy, "bench_leads"));
        return (System.nanoTime() - begin) / 1e9;
    }

    private Figure cpu(CpuTime cpu, long leads) {
        double server = cpu.serverMicrosPerLead(leads);
        double postgres = cpu.postgresMicrosPerLead(leads);
        return Figure.of(name(), "processor time per row, server and PostgreSQL", server + postgres, "µs")
                .with("server_microseconds", server)
                .with("postgres_microseconds", postgres);
    }
}
