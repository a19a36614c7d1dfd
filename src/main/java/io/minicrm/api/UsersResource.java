package io.minicrm.api;

import io.minicrm.access.AccessRole;
import io.minicrm.access.User;
import io.minicrm.access.UserChange;
import io.minicrm.access.UserDirectory;
import io.minicrm.access.UserOrder;
import io.minicrm.access.Users;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The people who may log in. */
@RestController
@RequestMapping("/api/v1/users")
@Tag(name = "Access")
final class UsersResource {

    private static final String KIND = "user";

    private final Users users;
    private final UserDirectory directory;

    UsersResource(Users users, UserDirectory directory) {
        this.users = users;
        this.directory = directory;
    }

    @GetMapping
    @Operation(summary = "List users in order of their e-mail addresses")
    Page<UserView> list(
            @RequestParam(required = false) @Nullable String email,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        PageRequest page = PageRequest.of(limit, cursor);
        List<User> found = email == null
                ? users.list(page.after(), page.fetch())
                : users.findByEmail(User.emailOf(email)).stream().toList();
        return Page.of(
                page,
                found,
                User::email,
                rows -> rows.stream().map(UserView::of).toList());
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(summary = "Add a user")
    Answer<UserView> create(@RequestBody NewUser request, HttpServletResponse response) {
        User created = directory.create(request.order(), Caller.current().name());
        response.setHeader(HttpHeaders.LOCATION, "/api/v1/users/" + created.id());
        return Answer.of(UserView.of(created));
    }

    @GetMapping("/{id}")
    @Operation(summary = "Show a user")
    Answer<UserView> show(@PathVariable String id) {
        return Answer.of(UserView.of(users.find(id).orElseThrow(() -> new NotFoundException(KIND, id))));
    }

    @PutMapping("/{id}")
    @Operation(
            summary = "Change a user",
            description = "What is left out stays as it is."
                    + " A new password, and disabling, end all sessions of the user."
                    + " The last administrator stays one: 409.")
    Answer<UserView> change(@PathVariable String id, @RequestBody ChangedUser request) {
        return Answer.of(
                UserView.of(directory.change(id, request.change()).orElseThrow(() -> new NotFoundException(KIND, id))));
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(
            summary = "Delete a user",
            description = "Ends all sessions of the user. The last administrator cannot be deleted: 409.")
    void delete(@PathVariable String id) {
        if (!directory.delete(id)) {
            throw new NotFoundException(KIND, id);
        }
    }

    private static AccessRole roleOf(String code) {
        return AccessRole.ofCode(code)
                .orElseThrow(() -> InvalidRequestException.of(
                        "role", "is \"%s\"; give viewer, marketer, operator or admin".formatted(code)));
    }

    /** @param password 12 characters and more, at most 1,024 bytes */
    record NewUser(
            @Schema(requiredMode = Schema.RequiredMode.REQUIRED) @Nullable
            String email,

            @Schema(requiredMode = Schema.RequiredMode.REQUIRED) @Nullable
            String name,

            @Schema(
                    requiredMode = Schema.RequiredMode.REQUIRED,
                    allowableValues = {"viewer", "marketer", "operator", "admin"})
            @Nullable
            String role,

            @Schema(requiredMode = Schema.RequiredMode.REQUIRED) @Nullable
            String password) {

        UserOrder order() {
            return new UserOrder(
                    InvalidRequestException.required("email", email),
                    InvalidRequestException.required("name", name),
                    roleOf(InvalidRequestException.required("role", role)),
                    InvalidRequestException.required("password", password));
        }

        /** Without the password, because logs must not show it. */
        @Override
        public String toString() {
            return "NewUser[email=%s, role=%s]".formatted(email, role);
        }
    }

    /** @param password 12 characters and more, at most 1,024 bytes */
    record ChangedUser(
            @Nullable String name,

            @Schema(allowableValues = {"viewer", "marketer", "operator", "admin"}) @Nullable
            String role,

            @Nullable Boolean disabled,
            @Nullable String password) {

        UserChange change() {
            return new UserChange(name, role == null ? null : roleOf(role), disabled, password);
        }

        /** Without the password, because logs must not show it. */
        @Override
        public String toString() {
            return "ChangedUser[name=%s, role=%s, disabled=%s]".formatted(name, role, disabled);
        }
    }
}
