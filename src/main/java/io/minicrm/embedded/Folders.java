package io.minicrm.embedded;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Operations on whole trees of files. Symbolic links are not followed. */
final class Folders {

    private static final Logger LOG = LoggerFactory.getLogger(Folders.class);

    private Folders() {}

    static void delete(Path tree) throws IOException {
        if (Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
            visit(tree, Files::delete);
        }
    }

    /** Changes the owner and group of a tree or of one file. */
    static void changeOwner(Path tree, Owner owner) throws IOException {
        visit(tree, path -> {
            Files.setAttribute(path, "unix:uid", owner.uid(), LinkOption.NOFOLLOW_LINKS);
            Files.setAttribute(path, "unix:gid", owner.gid(), LinkOption.NOFOLLOW_LINKS);
        });
    }

    private static void visit(Path tree, Visit visit) throws IOException {
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                visit.accept(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                visit.accept(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Called for each file, and for each folder after its contents. */
    @FunctionalInterface
    private interface Visit {
        void accept(Path path) throws IOException;
    }

    /**
     * Forbids other users of this machine to look into a folder, whatever the umask was when its files were created.
     */
    static void hide(Path folder) {
        restrict(folder, "rwx------");
    }

    /**
     * Forbids other users to list a folder in which PostgreSQL has files. As root, they may still pass through it:
     * PostgreSQL then may run as another user, which has to reach its own folder. What else is in there is hidden by
     * itself.
     */
    static void hideAbovePostgres(Path folder) {
        restrict(folder, "root".equals(System.getProperty("user.name")) ? "rwx--x--x" : "rwx------");
    }

    private static void restrict(Path folder, String permissions) {
        try {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(permissions));
        } catch (IOException | UnsupportedOperationException failure) {
            LOG.warn("Other users of this machine may be able to read {}: {}", folder, failure.toString());
        }
    }

    /** A user and a group of the operating system, by their numbers. */
    record Owner(int uid, int gid) {

        static final Owner ROOT = new Owner(0, 0);
        /** The unprivileged user that every Linux system has, usually called {@code nobody}. */
        static final Owner NOBODY = new Owner(65_534, 65_534);

        static Owner of(Path file) throws IOException {
            return new Owner((Integer) Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS), (Integer)
                    Files.getAttribute(file, "unix:gid", LinkOption.NOFOLLOW_LINKS));
        }

        /** The user that this process runs as. */
        static Owner ofThisProcess() throws IOException {
            return of(thisProcess());
        }

        /** Whether the user of this process has a name in the system's list of users. */
        static boolean ofThisProcessHasName() throws IOException {
            Owner self = ofThisProcess();
            return !Files.getOwner(thisProcess()).getName().equals(Integer.toString(self.uid()));
        }

        private static Path thisProcess() {
            return Path.of("/proc", Long.toString(ProcessHandle.current().pid()));
        }
    }
}
