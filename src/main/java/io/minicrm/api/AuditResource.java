package io.minicrm.api;

import io.minicrm.access.AuditEntry;
import io.minicrm.access.AuditLog;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Who did what. */
@RestController
@RequestMapping("/api/v1/audit")
@Tag(name = "Access")
final class AuditResource {

    private final AuditLog log;

    AuditResource(AuditLog log) {
        this.log = log;
    }

    @GetMapping
    @Operation(
            summary = "List what was done, the latest first",
            description = "Each request that changes something, or was refused, while access control is on.")
    Page<AuditEntry> list(
            @RequestParam(required = false) @Nullable String principal,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        PageRequest page = PageRequest.of(limit, cursor);
        List<AuditEntry> entries = log.list(principal, page.after(), page.fetch());
        return Page.of(page, entries, AuditEntry::id, List::copyOf);
    }
}
