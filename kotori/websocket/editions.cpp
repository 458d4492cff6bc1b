#include "kotori/websocket/editions.hpp"

#include <utility>

namespace kotori::inline v0::websocket {

void Editions::begin(Form form) {
  begun_[form] = std::make_unique<NewsWriter>();
  for (const auto& news : plain_.all()) begun_[form]->append(news);
}

void Editions::append_in(Form form, const Said& said, std::string_view compressed) {
  if (compressed.empty()) {
    if (begun_[form]) begun_[form]->append(said);
    return;
  }
  if (!begun_[form]) begin(form);
  auto shorter = said;
  shorter.payload = compressed;
  shorter.rsv = rsv1;
  begun_[form]->append(shorter);
}

void Editions::append(NewsByForm news, std::uint64_t order) {
  for (auto& of_form : news)
    for (auto& one : of_form) one.order = order;
  for (Form form = first_compressed; form < forms; ++form) {
    const bool differs = !news[form].empty();
    if (differs && !begun_[form]) begin(form);
    if (!begun_[form]) continue;
    for (auto& one : differs ? news[form] : news[plain]) begun_[form]->append(one);
  }
  for (auto& one : news[plain]) plain_.append(std::move(one));
}

NewsByForm Editions::all() const {
  NewsByForm all;
  all[plain] = plain_.all();
  for (Form form = first_compressed; form < forms; ++form)
    if (begun_[form]) all[form] = begun_[form]->all();
  return all;
}

NewsByForm Editions::take() {
  NewsByForm taken;
  taken[plain] = plain_.take();
  for (Form form = first_compressed; form < forms; ++form)
    if (auto writer = std::exchange(begun_[form], nullptr)) taken[form] = writer->take();
  return taken;
}

}  // namespace kotori::inline v0::websocket
