package io.minicrm.importing;

import io.minicrm.problem.InputFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

/**
 * The folders on the server from which files may be imported. Symbolic links and {@code ..} are resolved before a path
 * is compared with them, so that no path leads out. Everybody who may write into one of the folders decides what can be
 * imported from it.
 */
public final class ImportPaths {

    /** The setting that lists the folders. */
    public static final String SETTING = "IMPORT_PATHS";

    private static final String FIELD = "path";
    private static final String OUTSIDE =
            "is not in a folder of the server's setting %s; move the file there, or send it as the body"
                    .formatted(SETTING);

    private final List<Path> folders;

    /** @param folders absolute paths; they may be missing or be links */
    public ImportPaths(List<Path> folders) {
        this.folders = folders.stream().map(Path::normalize).toList();
    }

    /**
     * The file that a path names, without links.
     *
     * @throws InvalidImportOrderException if the path is not that of a file in one of the folders
     */
    Path resolve(String path) {
        if (folders.isEmpty()) {
            throw new InvalidImportOrderException(
                    InputFault.FORBIDDEN,
                    FIELD,
                    ("is refused, because this server reads no files of its own;"
                                    + " set %s to the folders that it may read, or send the file as the body")
                            .formatted(SETTING));
        }
        if (path.length() > ImportSource.MAX_PATH_LENGTH) {
            throw new InvalidImportOrderException(
                    FIELD, "has %d characters; the limit is %d".formatted(path.length(), ImportSource.MAX_PATH_LENGTH));
        }
        Path given = absolute(path);
        // Nothing outside of the folders is looked at, so the answer does not reveal what exists there.
        if (folders.stream().noneMatch(given::startsWith)
                && folders.stream().noneMatch(folder -> isIn(given, folder))) {
            throw new InvalidImportOrderException(InputFault.FORBIDDEN, FIELD, OUTSIDE);
        }
        Path real = real(given);
        if (folders.stream().noneMatch(folder -> isIn(real, folder))) {
            throw new InvalidImportOrderException(InputFault.FORBIDDEN, FIELD, OUTSIDE);
        }
        if (!Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS)) {
            throw new InvalidImportOrderException(
                    InputFault.NOT_FOUND, FIELD, "is not a file; give the path of a CSV file");
        }
        if (!Files.isReadable(real)) {
            throw new InvalidImportOrderException(
                    InputFault.FORBIDDEN, FIELD, "may not be read by the server; allow its user to read the file");
        }
        return real;
    }

    private static Path absolute(String path) {
        try {
            Path given = Path.of(path);
            if (given.isAbsolute()) {
                return given.normalize();
            }
        } catch (InvalidPathException unreadable) {
            throw new InvalidImportOrderException(FIELD, "is not a path; give the absolute path of a CSV file");
        }
        throw new InvalidImportOrderException(FIELD, "is not absolute; give the absolute path of a CSV file");
    }

    private static Path real(Path given) {
        try {
            return given.toRealPath();
        } catch (IOException missing) {
            throw new InvalidImportOrderException(
                    InputFault.NOT_FOUND, FIELD, "does not exist or cannot be read; give the path of a CSV file");
        }
    }

    private static boolean isIn(Path file, Path folder) {
        try {
            return file.startsWith(folder.toRealPath());
        } catch (IOException missing) {
            return false;
        }
    }
}
