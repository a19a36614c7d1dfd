-- Lists of campaigns by status, by segment, and in order of name. In each of them, the id decides between equals.
CREATE INDEX campaigns_status ON campaigns (status, id);
CREATE INDEX campaigns_segment ON campaigns (segment_id, id);
CREATE INDEX campaigns_name ON campaigns (name COLLATE "C", id);
