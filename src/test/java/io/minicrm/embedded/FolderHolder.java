package io.minicrm.embedded;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** Opens the data folder given, prints a 1 and keeps it until it is killed. */
final class FolderHolder {

    private FolderHolder() {}

    public static void main(String[] args) throws Exception {
        try (DataFolder folder = DataFolder.open(Path.of(args[0]))) {
            System.out.println(folder.path().isAbsolute() ? 1 : 0);
            new CountDownLatch(1).await();
        }
    }
}
