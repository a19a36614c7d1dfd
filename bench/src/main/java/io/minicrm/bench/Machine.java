package io.minicrm.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.AppInfoParser;

/**
 * Describes the machine. Figures of two machines, or of a busy and an idle one, cannot be compared; their ratios nearly
 * can.
 */
final class Machine {

    private static final int KIBIBYTES_PER_MEBIBYTE = 1024;

    private Machine() {}

    static Map<String, Object> describe(Database database) throws Exception {
        var about = new LinkedHashMap<String, Object>();
        about.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        about.put("cpu", procLine("cpuinfo", "model name"));
        about.put("cores", Runtime.getRuntime().availableProcessors());
        String memory = procLine("meminfo", "MemTotal").replaceAll("\\D", "");
        about.put("memory_mebibytes", memory.isEmpty() ? 0 : Long.parseLong(memory) / KIBIBYTES_PER_MEBIBYTE);
        about.put("load_average", load());
        about.put("java", System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"));
        about.put("kafka", AppInfoParser.getVersion());
        about.put("postgresql", database.rows("SHOW server_version").getFirst().get("server_version"));
        return about;
    }

    /** The load average of the last minute; negative if the system does not report it. */
    static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    private static String procLine(String file, String name) {
        try (Stream<String> lines = Files.lines(Path.of("/proc", file))) {
            return lines.filter(line -> line.startsWith(name))
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .orElse("");
        } catch (IOException notLinux) {
            return "";
        }
    }
}
