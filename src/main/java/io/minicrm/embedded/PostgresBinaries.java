package io.minicrm.embedded;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Objects;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** PostgreSQL's programs for this operating system and processor, unpacked from the jar that contains them. */
record PostgresBinaries(Path root) {

    private static final String PREFIX = "binaries-";

    Path postgres() {
        return root.resolve("bin/postgres");
    }

    Path initdb() {
        return root.resolve("bin/initdb");
    }

    Path pgCtl() {
        return root.resolve("bin/pg_ctl");
    }

    /**
     * Unpacks the programs below the folder, once per version of the jar, and deletes earlier versions. A folder of
     * programs is always complete, because it gets its name only after its last file.
     *
     * @throws EmbeddedStartException if there are no programs for this platform, or they cannot be unpacked
     */
    static PostgresBinaries unpack(Path folder) {
        URL archive = archive();
        try {
            Path root = folder.resolve(PREFIX + version(archive));
            if (Files.notExists(root)) {
                Path draft = folder.resolve(PREFIX + "new");
                Folders.delete(draft);
                extract(archive, draft);
                Files.move(draft, root, StandardCopyOption.ATOMIC_MOVE);
                deleteOthers(folder, root);
            }
            return new PostgresBinaries(root);
        } catch (IOException e) {
            throw new EmbeddedStartException(
                    "PostgreSQL cannot be unpacked into " + folder + " (" + e
                            + "). Free disk space there, set MINI_CRM_DATA to another folder, or set DATABASE_URL.",
                    e);
        }
    }

    private static URL archive() {
        String os = System.getProperty("os.name");
        String arch = System.getProperty("os.arch");
        String name = os.toLowerCase(Locale.ROOT).startsWith("linux")
                ? switch (arch) {
                    case "amd64", "x86_64" -> "postgres-linux-x86_64.txz";
                    case "aarch64", "arm64" -> "postgres-linux-arm_64.txz";
                    default -> "";
                }
                : "";
        URL archive = name.isEmpty() ? null : PostgresBinaries.class.getResource("/" + name);
        if (archive == null) {
            throw new EmbeddedStartException("There is no embedded PostgreSQL for " + os + " on " + arch
                    + ". Set DATABASE_URL to a PostgreSQL or MongoDB server,"
                    + " for example postgresql://user:password@localhost/minicrm.");
        }
        return archive;
    }

    /** The checksum from the jar's directory, which identifies the version without reading the archive. */
    private static String version(URL archive) throws IOException {
        URLConnection connection = archive.openConnection();
        if (connection instanceof JarURLConnection jar) {
            return "%08x".formatted(jar.getJarEntry().getCrc());
        }
        return Long.toString(connection.getLastModified());
    }

    private static void extract(URL archive, Path target) throws IOException {
        try (InputStream file = archive.openStream();
                TarArchiveInputStream tar =
                        new TarArchiveInputStream(new XZCompressorInputStream(new BufferedInputStream(file)))) {
            Files.createDirectory(target);
            setReadable(target, true);
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                // Static libraries are only useful to compilers.
                if (!entry.getName().endsWith(".a")) {
                    extract(tar, entry, target);
                }
            }
        }
    }

    private static void extract(TarArchiveInputStream tar, TarArchiveEntry entry, Path target) throws IOException {
        Path path = target.resolve(entry.getName()).normalize();
        if (!path.startsWith(target)) {
            throw new IOException("The archive's entry " + entry.getName() + " is outside its folder");
        }
        if (entry.isDirectory()) {
            createFolders(target, path);
            return;
        }
        createFolders(target, Objects.requireNonNull(path.getParent()));
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else {
            Files.copy(tar, path);
            boolean executable = (entry.getMode() & 0100) != 0;
            setReadable(path, executable);
        }
    }

    /** The archive does not contain entries for all folders of its files. */
    private static void createFolders(Path target, Path folder) throws IOException {
        Path path = target;
        for (Path name : target.relativize(folder)) {
            path = path.resolve(name);
            if (Files.notExists(path)) {
                Files.createDirectory(path);
                setReadable(path, true);
            }
        }
    }

    /** Overrides the umask, because another user runs the programs if this process runs as root. */
    private static void setReadable(Path path, boolean executable) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
    }

    private static void deleteOthers(Path folder, Path keep) throws IOException {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, PREFIX + "*")) {
            for (Path binaries : all) {
                if (!binaries.equals(keep)) {
                    Folders.delete(binaries);
                }
            }
        }
    }
}
