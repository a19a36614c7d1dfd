package io.minicrm.api;

import io.minicrm.access.Principal;
import io.minicrm.campaign.Approval;
import io.minicrm.launch.CampaignApproval;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Approvals of large campaigns; see {@link CampaignApproval}. */
@RestController
@RequestMapping("/api/v1/campaigns/{id}")
@Tag(name = "Campaigns")
final class ApprovalsResource {

    private final CampaignApproval approvals;

    ApprovalsResource(CampaignApproval approvals) {
        this.approvals = approvals;
    }

    @GetMapping("/approval")
    @Operation(
            summary = "Get what there is to approve of a campaign, and whether it is approved",
            description =
                    "Campaigns to more leads than REQUIRE_APPROVAL_ABOVE wait for the approval of a second person.")
    Answer<ApprovalView> show(@PathVariable String id) {
        return Answer.of(ApprovalView.of(approvals.state(id)));
    }

    @PostMapping("/approve")
    @Operation(
            summary = "Approve a campaign that somebody else has created",
            description = "It begins then. 409 if it needs no approval, you created it, or the digest is another one:"
                    + " audience or content are not what you have seen.")
    Answer<ApprovalView> approve(
            @PathVariable String id, @RequestBody ApprovalRequest given, HttpServletRequest request) {
        String digest = given.digest();
        if (digest == null) {
            throw InvalidRequestException.of("digest", "is missing; give the one of GET …/approval");
        }
        AuditFilter.setObjects(request, digest);
        Principal caller = Caller.current();
        return Answer.of(ApprovalView.of(approvals.approve(id, digest, caller.name())));
    }

    /** The body of {@code POST …/approve}. */
    record ApprovalRequest(
            @Schema(requiredMode = Schema.RequiredMode.REQUIRED) @Nullable
            String digest) {}

    /**
     * What there is to approve.
     *
     * @param digest SHA-256 of audience and content; null if no approval is needed, or the audience is not frozen yet
     * @param approvedBy null if it is not approved
     */
    record ApprovalView(
            String campaignId,
            boolean required,
            @Nullable String digest,
            long audience,
            @Nullable String createdBy,
            @Nullable String approvedBy,
            @Nullable Instant approvedAt) {

        static ApprovalView of(CampaignApproval.State state) {
            Approval approval = state.approval();
            return new ApprovalView(
                    state.campaign().id(),
                    state.digest() != null,
                    state.digest(),
                    state.campaign().audience(),
                    state.campaign().origin().createdBy(),
                    approval == null ? null : approval.approvedBy(),
                    approval == null ? null : approval.approvedAt());
        }
    }
}
